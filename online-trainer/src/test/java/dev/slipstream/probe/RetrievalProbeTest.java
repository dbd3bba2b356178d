package dev.slipstream.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetrievalProbeTest {

  private static final Device CPU = TorchDevice.cpu(1);

  @Test
  void ranksByCosineWhateverTheLengths() {
    try (Matrix queries = CPU.of(new float[] {2, 0, 0, 3, 5, 5}, 3, 2);
        Matrix targets = CPU.of(new float[] {9, 1, 8, 1, 1, 1}, 3, 2)) {
      // Query 1 points up: target 2 is nearest, then 1, then 0.
      assertThat(RetrievalProbe.ranks(queries, targets)).containsExactly(1, 2, 1);
    }
  }

  @Test
  void agreesWithSortingInMoreThanOneChunk() {
    Random random = new Random(3);
    int rows = 1021;
    float[] a = new float[rows * 4];
    float[] b = new float[rows * 4];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextGaussian();
      b[i] = (float) random.nextGaussian();
    }
    int[] ranks;
    try (Matrix queries = CPU.of(a, rows, 4);
        Matrix targets = CPU.of(b, rows, 4)) {
      ranks = RetrievalProbe.ranks(queries, targets);
    }

    for (int query : new int[] {0, 499, 500, 1020}) {
      long nearer = 0;
      for (int target = 0; target < rows; target++) {
        nearer += cosine(a, query, b, target) > cosine(a, query, b, query) ? 1 : 0;
      }
      assertThat((long) ranks[query]).isEqualTo(1 + nearer);
    }
  }

  @Test
  void aConstantVectorFindsNothing() {
    float[] ones = new float[50 * 2];
    Arrays.fill(ones, 1);
    try (Matrix same = CPU.of(ones, 50, 2)) {
      int[] ranks = RetrievalProbe.ranks(same, same);

      assertThat(RetrievalProbe.recall(ranks, 10)).isZero();
      assertThat(RetrievalProbe.recall(ranks, 50)).isEqualTo(1);
    }
  }

  @Test
  void recallIsTheShareOfRanksUpToK() {
    int[] ranks = {1, 2, 5, 6, 30};

    assertThat(RetrievalProbe.recall(ranks, 1)).isEqualTo(0.2);
    assertThat(RetrievalProbe.recall(ranks, 5)).isEqualTo(0.6);
  }

  private static double cosine(float[] a, int i, float[] b, int j) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int k = 0; k < 4; k++) {
      dot += (double) a[4 * i + k] * b[4 * j + k];
      aa += (double) a[4 * i + k] * a[4 * i + k];
      bb += (double) b[4 * j + k] * b[4 * j + k];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
