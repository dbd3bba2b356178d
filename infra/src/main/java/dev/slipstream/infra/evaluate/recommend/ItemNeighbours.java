package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks items by how alike they are to the user's latest ones: item-based nearest neighbours
 * (Sarwar et al., WWW 2001; with the weights of sequences as in Ludewig and Jannach, UMUAI 2018).
 * Two items are alike by the cosine of co-occurrence within users, where a pair counts the more the
 * closer the two followed each other. An item of the history counts the more the later it was met.
 * Where that says nothing, recent popularity decides.
 */
final class ItemNeighbours implements Ranker {

  /** Largest row; of a larger one the smaller half is dropped. */
  private static final int MOST_NEIGHBOURS = 4096;

  /** What popularity weighs beside a cosine. */
  private static final double SMALL = 1e-4;

  private final Setting setting;
  private final Ids items = new Ids();
  private final List<SparseRow> together = new ArrayList<>();
  private final Map<String, Deque<Integer>> histories = new HashMap<>();
  private final FadingSums norms = new FadingSums(Double.POSITIVE_INFINITY);
  private final FadingSums recent;

  /**
   * How strong what counts.
   *
   * @param history latest items of a user, whatever came of them
   * @param pairHalfLife steps between two items of a user in which their pair's weight halves
   * @param historyHalfLife steps back in which a history item's weight halves
   * @param shrinkage items added to both counts of a cosine, so that the rare are not alike by
   *     chance
   * @param seenWeight how much an item counts that was met and not taken, beside one that was
   * @param popularityHalfLife of what decides where neighbours do not, in interactions
   */
  record Setting(
      int history,
      double pairHalfLife,
      double historyHalfLife,
      double shrinkage,
      double seenWeight,
      double popularityHalfLife) {}

  ItemNeighbours(Setting setting) {
    this.setting = setting;
    this.recent = new FadingSums(setting.popularityHalfLife());
  }

  @Override
  public float[] scores(Interaction context, List<String> candidates) {
    float[] byItem = new float[items.size()];
    double weight = 1;
    double fading = Math.pow(0.5, 1 / setting.historyHalfLife());
    for (int met : histories.getOrDefault(context.user(), new ArrayDeque<>())) {
      double scale = weight / Math.sqrt(norms.get(met) + setting.shrinkage());
      together.get(met).forEach((item, sum) -> byItem[item] += (float) (scale * sum));
      weight *= fading;
    }
    double all = Math.max(1, recent.total());
    float[] scores = new float[candidates.size()];
    for (int i = 0; i < scores.length; i++) {
      int item = items.find(candidates.get(i));
      if (item >= 0) {
        double cosine = byItem[item] / Math.sqrt(norms.get(item) + setting.shrinkage());
        scores[i] = (float) (cosine + SMALL * recent.get(item) / all);
      }
    }
    return scores;
  }

  @Override
  public void learn(Interaction interaction) {
    recent.tick();
    int item = items.number(interaction.item());
    if (item == together.size()) {
      together.add(new SparseRow());
    }
    boolean taken = interaction.feedback() == Feedback.TAKEN;
    if (taken) {
      recent.add(item, interaction.weight());
    }
    if (interaction.user().isEmpty()) {
      return;
    }
    Deque<Integer> history =
        histories.computeIfAbsent(interaction.user(), unused -> new ArrayDeque<>());
    double fading = Math.pow(0.5, 1 / setting.pairHalfLife());
    double weight = taken ? 1 : setting.seenWeight();
    norms.add(item, weight);
    for (int met : history) {
      if (met != item) {
        count(met, item, (float) weight);
        count(item, met, (float) weight);
      }
      weight *= fading;
    }
    history.remove(item);
    history.addFirst(item);
    if (history.size() > setting.history()) {
      history.removeLast();
    }
  }

  private void count(int row, int item, float weight) {
    SparseRow counts = together.get(row);
    counts.add(item, weight);
    if (counts.size() > MOST_NEIGHBOURS) {
      counts.halve();
    }
  }
}
