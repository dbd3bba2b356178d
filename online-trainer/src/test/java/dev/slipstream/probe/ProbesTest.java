package dev.slipstream.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbesTest {

  private static final Device CPU = TorchDevice.cpu(1);

  private final Random random = new Random(5);

  @Test
  void knnAgreesWithSortingEverything() {
    int[] bankLabels = IntStream.range(0, 9000).map(i -> i % 7).toArray();
    int[] queryLabels = IntStream.range(0, 520).map(i -> i % 7).toArray();
    float[] bank = clusters(bankLabels, 5, 1.5);
    float[] queries = clusters(queryLabels, 5, 1.5);

    double accuracy =
        new KnnProbe(20).accuracy(matrix(bank, 5), bankLabels, matrix(queries, 5), queryLabels);

    double expected = sortedKnn(bank, bankLabels, queries, queryLabels, 5, 20);
    assertThat(accuracy).isCloseTo(expected, within(2.0 / 520)).isBetween(0.3, 0.99);
  }

  @Test
  void knnOfSparseRowsIsThatOfDenseOnes() {
    int[] bankLabels = IntStream.range(0, 300).map(i -> i % 3).toArray();
    int[] queryLabels = IntStream.range(0, 80).map(i -> i % 3).toArray();
    float[] bank = thinned(clusters(bankLabels, 40, 1.5));
    float[] queries = thinned(clusters(queryLabels, 40, 1.5));
    KnnProbe probe = new KnnProbe(20);

    double accuracy =
        probe.accuracy(sparse(bank, 40), bankLabels, sparse(queries, 40), queryLabels);

    double dense = probe.accuracy(matrix(bank, 40), bankLabels, matrix(queries, 40), queryLabels);
    assertThat(accuracy).isCloseTo(dense, within(1.0 / 80)).isBetween(0.4, 0.99);
  }

  /** Three values in four become zero, and one row all of them. */
  private float[] thinned(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 40 || random.nextInt(4) > 0 ? 0 : values[i];
    }
    return values;
  }

  private static SparseRows sparse(float[] values, int cols) {
    int[] filled = IntStream.range(0, values.length).filter(i -> values[i] != 0).toArray();
    int[] starts =
        IntStream.rangeClosed(0, values.length / cols)
            .map(row -> (int) Arrays.stream(filled).filter(i -> i < row * cols).count())
            .toArray();
    float[] kept = new float[filled.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = values[filled[i]];
    }
    return new SparseRows(starts, Arrays.stream(filled).map(i -> i % cols).toArray(), kept);
  }

  @Test
  void knnBreaksTiesBySummedSimilarity() {
    Matrix bank = CPU.of(new float[] {1, 0.2f, 5, 0.3f, 1, 0.1f, 9, -0.3f}, 4, 2);
    Matrix query = CPU.of(new float[] {1, 0.2f}, 1, 2);

    double accuracy = new KnnProbe(4).accuracy(bank, new int[] {1, 0, 1, 0}, query, new int[] {1});

    assertThat(accuracy).isEqualTo(1.0);
  }

  @Test
  void knnRefusesABankSmallerThanK() {
    Matrix two = CPU.zeros(2, 3);

    assertThatThrownBy(() -> new KnnProbe(3).accuracy(two, new int[2], two, new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bank: must have at least k (3) rows, was 2");
  }

  @Test
  void knnRefusesLabelsThatAreNotOneARow() {
    Matrix two = CPU.zeros(2, 3);

    assertThatThrownBy(() -> new KnnProbe(1).accuracy(two, new int[3], two, new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bankLabels: must be one for each of 2 rows, was 3");
  }

  @Test
  void linearProbeFindsWhatALineCanSeparate() {
    int[] trainLabels = IntStream.range(0, 600).map(i -> i % 3).toArray();
    int[] testLabels = IntStream.range(0, 300).map(i -> i % 3).toArray();
    Matrix train = matrix(clusters(trainLabels, 8, 0.2), 8);
    Matrix test = matrix(clusters(testLabels, 8, 0.2), 8);

    double accuracy = LinearProbe.ofDefaults().accuracy(train, trainLabels, test, testLabels);

    assertThat(accuracy).isGreaterThan(0.98);
  }

  @Test
  void linearProbeIsAtChanceOnLabelsWithoutMeaning() {
    int[] trainLabels = random.ints(2000, 0, 4).toArray();
    int[] testLabels = random.ints(2000, 0, 4).toArray();
    Matrix train = matrix(noise(2000 * 6), 6);
    Matrix test = matrix(noise(2000 * 6), 6);

    double accuracy = LinearProbe.ofDefaults().accuracy(train, trainLabels, test, testLabels);

    assertThat(accuracy).isCloseTo(0.25, within(0.05));
  }

  @Test
  void linearProbeIsDeterministicAndBearsDeadColumns() {
    int[] labels = IntStream.range(0, 200).map(i -> i % 2).toArray();
    float[] features = clusters(labels, 4, 1);
    for (int i = 3; i < features.length; i += 4) {
      features[i] = 7; // the same everywhere
    }
    Matrix rows = matrix(features, 4);

    double first = LinearProbe.ofDefaults().accuracy(rows, labels, rows, labels);
    double second = LinearProbe.ofDefaults().accuracy(rows, labels, rows, labels);

    assertThat(first).isEqualTo(second).isGreaterThan(0.5);
  }

  /** Rows around one centre per label. */
  private float[] clusters(int[] labels, int width, double spread) {
    float[] values = new float[labels.length * width];
    for (int i = 0; i < values.length; i++) {
      double centre = new Random(31L * labels[i / width] + i % width).nextGaussian();
      values[i] = (float) (centre + spread * random.nextGaussian());
    }
    return values;
  }

  private float[] noise(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Matrix matrix(float[] values, int width) {
    return CPU.of(values, values.length / width, width);
  }

  private static double sortedKnn(
      float[] bank, int[] bankLabels, float[] queries, int[] queryLabels, int width, int k) {
    int hits = 0;
    for (int q = 0; q < queryLabels.length; q++) {
      double[] similarity = new double[bankLabels.length];
      for (int b = 0; b < similarity.length; b++) {
        similarity[b] = cosine(bank, b * width, queries, q * width, width);
      }
      double[] votes = new double[1 + Arrays.stream(bankLabels).max().getAsInt()];
      IntStream.range(0, similarity.length)
          .boxed()
          .sorted(Comparator.comparingDouble(b -> -similarity[b]))
          .limit(k)
          .forEach(b -> votes[bankLabels[b]] += 1 + 1e-3 * similarity[b]);
      int winner =
          IntStream.range(0, votes.length)
              .boxed()
              .max(Comparator.comparingDouble(c -> votes[c]))
              .orElseThrow();
      hits += winner == queryLabels[q] ? 1 : 0;
    }
    return (double) hits / queryLabels.length;
  }

  private static double cosine(float[] a, int i, float[] b, int j, int width) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int c = 0; c < width; c++) {
      dot += a[i + c] * b[j + c];
      aa += a[i + c] * a[i + c];
      bb += b[j + c] * b[j + c];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
