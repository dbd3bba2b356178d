package dev.slipstream.loss;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.HashMap;
import java.util.Map;

/**
 * Who of a batch is of one class with whom, as matrices to be added to logits or multiplied with.
 *
 * @param others {@code [N, N]}: 0, and so low on the diagonal that a row is none of its own pairs
 * @param same {@code [N, N]}: 0 where two different rows are of one class, low elsewhere
 * @param positives {@code [N, N]}: 1 where {@code same} is 0, divided by how many they are in the
 *     row
 * @param anchors {@code [N, 1]}: for a row whose class occurs again, 1 over the number of such
 *     rows; 0 for others
 */
record ClassPairs(Matrix others, Matrix same, Matrix positives, Matrix anchors) {

  static ClassPairs of(Matrix rows, int[] labels) {
    int n = rows.rows();
    if (labels.length != n) {
      throw new IllegalArgumentException(
          "labels: must be %d, one for each row, was %d".formatted(n, labels.length));
    }
    Map<Integer, Integer> counts = new HashMap<>();
    for (int label : labels) {
      counts.merge(label, 1, Integer::sum);
    }
    int anchored = 0;
    for (int label : labels) {
      anchored += counts.get(label) > 1 ? 1 : 0;
    }
    float[] others = new float[n * n];
    float[] same = new float[n * n];
    float[] positives = new float[n * n];
    float[] anchors = new float[n];
    for (int i = 0; i < n; i++) {
      int positivesOf = counts.get(labels[i]) - 1;
      anchors[i] = positivesOf > 0 ? 1f / anchored : 0;
      for (int j = 0; j < n; j++) {
        boolean positive = i != j && labels[i] == labels[j];
        others[i * n + j] = i == j ? Logits.EXCLUDED : 0;
        same[i * n + j] = positive ? 0 : Logits.EXCLUDED;
        positives[i * n + j] = positive ? 1f / positivesOf : 0;
      }
    }
    Device device = rows.device();
    return new ClassPairs(
        device.of(others, n, n),
        device.of(same, n, n),
        device.of(positives, n, n),
        device.of(anchors, n, 1));
  }
}
