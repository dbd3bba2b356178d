package dev.slipstream.job.ranking;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.publication.PublicationGate;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.recommend.Content;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.PublishedRanker;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.wire.Ranking;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recommender and who is tested beside it: the version published last and the one before, which
 * learn nothing, and a challenger, which does. Not thread-safe.
 */
public final class Arms implements AutoCloseable {

  private final Map<Arm, Ranker> arms = new EnumMap<>(Arm.class);
  private final RecommendLearner learner;
  private final RankingMeter meter;
  private final Optional<Challenger> challenger;

  /**
   * The learner alone, and the challenger the settings ask for.
   *
   * @param items to choose from in tests, live
   * @param contentValues as {@link RecommendLearner#create} takes them
   */
  public Arms(Settings settings, RecommendLearner learner, KnownItems items, int contentValues) {
    RankingConfig config = RankingConfig.from(settings);
    this.learner = learner;
    this.meter = new RankingMeter(config, items, settings.get(LearnerConfig.SEED));
    this.challenger =
        Optional.of(config.challenger())
            .filter(variant -> !variant.isEmpty())
            .map(variant -> new Challenger(settings, variant, contentValues));
    arms.put(Arm.LEARNER, learner);
    challenger.ifPresent(other -> arms.put(Arm.CHALLENGER, other));
  }

  /** Tells the challenger what an item is. */
  public void item(String id, Content content) {
    challenger.ifPresent(other -> other.item(id, content));
  }

  /** Lets the challenger forget an item. */
  public void forget(String id) {
    challenger.ifPresent(other -> other.forget(id));
  }

  /** Tests all on what was taken; before any of them learns it. */
  public void test(Interaction taken) {
    meter.test(arms, taken, learner.samplesSeen());
  }

  /** Lets the challenger learn. */
  public void learn(Interaction interaction) {
    challenger.ifPresent(other -> other.learn(interaction));
    if (challenger.filter(Challenger::isIn).isEmpty()) {
      arms.remove(Arm.CHALLENGER);
    }
  }

  /** A version is out: what was the published one is the previous one, and figures begin anew. */
  public void published(List<EncoderFile.Contents> version) {
    PublishedRanker now = learner.published(version.get(0), version.get(1));
    if (arms.get(Arm.PUBLISHED) instanceof PublishedRanker before
        && before.version() < now.version()) {
      arms.put(Arm.PREVIOUS, before);
    }
    arms.put(Arm.PUBLISHED, now);
    meter.reset();
  }

  /** The previous version is out again, under another number. */
  public void rolledBack(List<EncoderFile.Contents> version) {
    arms.remove(Arm.PREVIOUS);
    arms.put(Arm.PUBLISHED, learner.published(version.get(0), version.get(1)));
    meter.reset();
  }

  /** Goes on after a restore with the versions of then; none of one whose files are lost. */
  public void resumed(List<EncoderFile.Contents> published, List<EncoderFile.Contents> previous) {
    if (!published.isEmpty()) {
      arms.put(Arm.PUBLISHED, learner.published(published.get(0), published.get(1)));
    }
    if (!previous.isEmpty()) {
      arms.put(Arm.PREVIOUS, learner.published(previous.get(0), previous.get(1)));
    }
  }

  /** Figures since the last version. */
  public List<Ranking> rankings() {
    return meter.rankings().stream().map(this::withVersion).toList();
  }

  private Ranking withVersion(Ranking ranking) {
    for (Map.Entry<Arm, Ranker> arm : arms.entrySet()) {
      if (arm.getKey().toString().equals(ranking.getArm())
          && arm.getValue() instanceof PublishedRanker version) {
        return ranking.toBuilder().setVersion(version.version()).build();
      }
    }
    return ranking;
  }

  /** How the learner and its published versions ranked the same tests, since the last version. */
  public PublicationGate.Comparisons comparisons() {
    return new PublicationGate.Comparisons(
        meter.compare(Arm.LEARNER, Arm.PUBLISHED),
        meter.compare(Arm.LEARNER, Arm.PREVIOUS),
        meter.compare(Arm.PUBLISHED, Arm.PREVIOUS));
  }

  /** Writes figures and challenger; versions lie in their files. */
  public void save(DataOutputStream out) throws IOException {
    meter.save(out);
    out.writeBoolean(challenger.isPresent());
    if (challenger.isPresent()) {
      challenger.get().save(out);
    }
  }

  /**
   * Replaces figures and challenger by what was saved; a challenger of other settings begins anew.
   * What follows must not be read from then on.
   */
  public void restore(DataInputStream in) throws IOException {
    meter.restore(in);
    if (in.readBoolean() && challenger.isPresent() && !challenger.get().restore(in)) {
      meter.forget(Arm.CHALLENGER);
    }
  }

  @Override
  public void close() {
    challenger.ifPresent(Challenger::close);
  }
}
