package dev.slipstream.objective.audio;

import dev.slipstream.loss.ContrastiveLoss;
import dev.slipstream.loss.ItemKeys;
import dev.slipstream.matrix.Matrix;
import java.util.Arrays;
import java.util.List;

/** Contrast of each sound's rows among themselves. */
final class WithinSounds {

  /**
   * What came out.
   *
   * @param value mean over all queries
   * @param similarity mean cosine of queries and their keys
   * @param queryGradient d value / d queries, {@code [M, D]}
   * @param keyGradient d value / d keys, {@code [M, D]}
   */
  record Result(double value, double similarity, Matrix queryGradient, Matrix keyGradient) {}

  private WithinSounds() {}

  /**
   * Compares.
   *
   * @param queries {@code [M, D]}
   * @param keys {@code [M, D]}; row i is that of query i
   * @param ids of the keys; keys of one id are no negatives of each other
   * @param sounds of the rows, ascending
   */
  static Result contrast(
      ContrastiveLoss loss, Matrix queries, Matrix keys, long[] ids, int[] sounds) {
    Matrix queryGradient = queries.device().zeros(queries.rows(), queries.cols());
    Matrix keyGradient = queries.device().zeros(queries.rows(), queries.cols());
    double value = 0;
    double similarity = 0;
    for (int from = 0, to = 0; from < sounds.length; from = to) {
      while (to < sounds.length && sounds[to] == sounds[from]) {
        to++;
      }
      Matrix own = keys.rowRange(from, to);
      long[] ownIds = Arrays.copyOfRange(ids, from, to);
      ContrastiveLoss.Result part =
          loss.evaluate(
              queries.rowRange(from, to),
              own,
              ownIds,
              List.of(new ItemKeys(own, ownIds).withGradient()));
      float share = (float) (to - from) / sounds.length;
      value += share * part.value();
      similarity += share * part.positiveSimilarity();
      queryGradient.setRows(from, part.queryGradient().multiply(share));
      Matrix ofKeys = part.positiveGradient().add(part.negativeGradients().get(0));
      keyGradient.setRows(from, ofKeys.multiply(share));
    }
    return new Result(value, similarity, queryGradient, keyGradient);
  }
}
