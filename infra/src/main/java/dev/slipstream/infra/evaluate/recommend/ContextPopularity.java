package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks items by how often they were taken in moments like this one. For each value of the context
 * (and the hour and the weekday, UTC, where there are times) it goes by the item's share of what
 * was taken with it, smoothed towards its share of everything (a Dirichlet prior; Zhai and
 * Lafferty, TOIS 2004); the score is the mean over the values.
 */
final class ContextPopularity implements Ranker {

  private final double prior;
  private final Ids items = new Ids();
  private final FadingSums all = new FadingSums(Double.POSITIVE_INFINITY);
  private final Map<String, Value> values = new HashMap<>();

  /** What was taken with a value. */
  private static final class Value {
    private final SparseRow taken = new SparseRow();
    private double total;
  }

  /**
   * Nothing learned yet.
   *
   * @param prior interactions that the share of everything weighs as much as, > 0
   */
  ContextPopularity(double prior) {
    this.prior = prior;
  }

  @Override
  public float[] scores(Interaction context, List<String> candidates) {
    double[] byItem = new double[items.size()];
    double fallBack = 0;
    List<String> keys = keys(context);
    for (String key : keys) {
      Value value = values.get(key);
      double total = prior + (value == null ? 0 : value.total);
      fallBack += prior / total;
      if (value != null) {
        value.taken.forEach((item, sum) -> byItem[item] += sum / total);
      }
    }
    double share = (keys.isEmpty() ? 1 : fallBack) / Math.max(1, all.total());
    float[] scores = new float[candidates.size()];
    for (int i = 0; i < scores.length; i++) {
      int item = items.find(candidates.get(i));
      scores[i] = item < 0 ? 0 : (float) (byItem[item] + share * all.get(item));
    }
    return scores;
  }

  @Override
  public void learn(Interaction interaction) {
    if (interaction.feedback() != Feedback.TAKEN) {
      return;
    }
    int item = items.number(interaction.item());
    all.add(item, interaction.weight());
    for (String key : keys(interaction)) {
      Value value = values.computeIfAbsent(key, unused -> new Value());
      value.taken.add(item, interaction.weight());
      value.total += interaction.weight();
    }
  }

  /** Names of the values that an interaction has. */
  private static List<String> keys(Interaction interaction) {
    List<String> keys = new ArrayList<>();
    interaction
        .context()
        .forEach((field, given) -> given.forEach(value -> keys.add(field + "=" + value)));
    if (interaction.timeMillis() != 0) {
      OffsetDateTime time = Instant.ofEpochMilli(interaction.timeMillis()).atOffset(ZoneOffset.UTC);
      keys.add("hour " + time.getHour());
      keys.add("weekday " + time.getDayOfWeek());
    }
    return keys;
  }
}
