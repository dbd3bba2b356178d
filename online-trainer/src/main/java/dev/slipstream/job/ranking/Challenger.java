package dev.slipstream.job.ranking;

import dev.slipstream.config.Settings;
import dev.slipstream.loss.DivergedException;
import dev.slipstream.recommend.Content;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.recommend.Variant;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recommender with other settings that learns from the same stream and is tested on the same
 * tests, and never published. One that fails takes no part any more; the job goes on. Not
 * thread-safe.
 */
final class Challenger implements Ranker, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Challenger.class);

  private final String variant;
  private final RecommendLearner learner;
  private boolean failed;

  /**
   * A challenger at step 0.
   *
   * @param variant what differs, as {@link Variant} reads it
   * @param contentValues as {@link RecommendLearner#create} takes them
   */
  Challenger(Settings settings, String variant, int contentValues) {
    this.variant = variant;
    this.learner = RecommendLearner.create(Variant.of(settings, variant), contentValues);
  }

  /** Whether it takes part. */
  boolean isIn() {
    return !failed;
  }

  void item(String id, Content content) {
    learner.item(id, content);
  }

  void forget(String id) {
    learner.forget(id);
  }

  @Override
  public float[] scores(Interaction asked, List<String> items) {
    return learner.scores(asked, items);
  }

  @Override
  public void learn(Interaction interaction) {
    if (failed) {
      return;
    }
    try {
      learner.learn(interaction);
    } catch (DivergedException e) {
      failed = true;
      LOG.warn("The challenger {} is out at step {}", variant, learner.steps(), e);
    }
  }

  void save(DataOutputStream out) throws IOException {
    StateFormat.writeText(out, variant);
    out.writeBoolean(failed);
    if (!failed) {
      learner.save(out);
    }
  }

  /**
   * Replaces the state by what was saved, if it was one of the same variant; otherwise this one
   * begins anew. What follows must not be read from then on.
   */
  boolean restore(DataInputStream in) throws IOException {
    String saved = StateFormat.readText(in);
    if (!saved.equals(variant)) {
      LOG.info("The challenger {} begins anew, it was {}", variant, saved);
      return false;
    }
    failed = in.readBoolean();
    if (!failed) {
      learner.restore(in);
    }
    return true;
  }

  @Override
  public void close() {
    learner.close();
  }
}
