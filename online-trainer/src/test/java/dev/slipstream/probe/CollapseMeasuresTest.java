package dev.slipstream.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.torch.TorchDevice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CollapseMeasuresTest {

  private static final List<float[]> CROSS =
      List.of(new float[] {3, 0}, new float[] {-1, 0}, new float[] {0, 2}, new float[] {0, -5});

  @Test
  void theDeviationOfVectorsThatLieEvenlyIsOne() {
    // Of the unit vectors each dimension has 1, -1, 0 and 0: a variance of 1/2.
    assertThat(of(CROSS).featureStd()).isCloseTo(1, within(1e-12));
  }

  @Test
  void uniformityIsOfPairs() {
    // Two pairs are opposed, at a squared distance of 4; four are perpendicular, at 2.
    assertThat(of(CROSS).uniformity())
        .isCloseTo(Math.log((2 * Math.exp(-8) + 4 * Math.exp(-4)) / 6), within(1e-12));
  }

  @Test
  void theRankIsTheEntropyOfSingularValues() {
    // Columns are perpendicular, their lengths √10 and √29.
    double one = Math.sqrt(10) / (Math.sqrt(10) + Math.sqrt(29));
    double entropy = -one * Math.log(one) - (1 - one) * Math.log(1 - one);

    assertThat(of(CROSS).rankMe()).isCloseTo(Math.exp(entropy), within(1e-9));
    assertThat(of(List.of(new float[] {3, 0, 0}, new float[] {0, 1, 0})).rankMe())
        .as("exp of the entropy of 3/4 and 1/4")
        .isCloseTo(4 / Math.pow(3, 0.75), within(1e-9));
  }

  @Test
  void whatIsAlwaysTheSameHasCollapsed() {
    CollapseMeasures same = of(TestRows.constant(300, 0.3f, 0.1f, 0.7f));

    assertThat(same.featureStd()).isCloseTo(0, within(1e-9));
    assertThat(same.uniformity()).isCloseTo(0, within(1e-9));
    assertThat(same.rankMe()).isCloseTo(1, within(1e-5));
    assertThat(of(TestRows.constant(3, 0, 0)).rankMe()).isZero();
  }

  @Test
  void fewDirectionsShowInTheRankAlone() {
    List<float[]> wide = TestRows.random(256, 64, 1);
    List<float[]> narrow = TestRows.random(256, 64, 1);
    narrow.forEach(vector -> Arrays.fill(vector, 3, 64, 1e-3f * vector[0]));

    assertThat(of(wide).rankMe()).isBetween(55.0, 64.0);
    assertThat(of(narrow).rankMe()).isBetween(2.5, 3.5);
    assertThat(of(wide).featureStd()).isBetween(0.95, 1.0);
    assertThat(of(narrow).featureStd()).isGreaterThan(0.2);
  }

  @Test
  void theRankIsTheSameWhicheverWayTheMatrixLies() {
    List<float[]> flat = TestRows.random(5, 9, 2);
    List<float[]> tall =
        IntStream.range(0, 9)
            .mapToObj(
                column -> {
                  float[] row = new float[5];
                  for (int i = 0; i < 5; i++) {
                    row[i] = flat.get(i)[column];
                  }
                  return row;
                })
            .toList();

    assertThat(of(flat).rankMe()).isCloseTo(of(tall).rankMe(), within(1e-9));
  }

  @Test
  void matricesAreMeasuredAsListsAre() {
    Device cpu = TorchDevice.cpu(1);
    List<float[]> ones = TestRows.random(50, 4, 1);
    List<float[]> others = TestRows.random(50, 4, 2);
    try (Matrix one = matrix(cpu, ones);
        Matrix other = matrix(cpu, others)) {
      assertThat(CollapseMeasures.of(one, one, other))
          .isEqualTo(CollapseMeasures.of(ones, Agreement.alignment(ones, others)));
    }
  }

  @Test
  void ofManyRowsSomeAreMeasuredFromTheFirstToTheLast() {
    Device cpu = TorchDevice.cpu(1);
    int rows = 3 * CollapseMeasures.MOST_ROWS;
    List<float[]> all = TestRows.random(rows, 2, 1);
    try (Matrix matrix = matrix(cpu, all)) {
      Rows some = Rows.of(matrix, CollapseMeasures.MOST_ROWS);

      assertThat(some.count()).isEqualTo(CollapseMeasures.MOST_ROWS);
      assertThat(some.values()[2]).isEqualTo(all.get(3)[0]);
      assertThat(some.values()[2 * some.count() - 1]).isEqualTo(all.get(rows - 3)[1]);
    }
  }

  @Test
  void whatIsNotFiniteHasNoMeasures() {
    assertThatThrownBy(() -> of(List.of(new float[] {Float.NaN, 1}, new float[] {1, 2})))
        .isInstanceOf(ArithmeticException.class);
  }

  private static CollapseMeasures of(List<float[]> vectors) {
    return CollapseMeasures.of(vectors, Double.NaN);
  }

  private static Matrix matrix(Device device, List<float[]> rows) {
    int columns = rows.get(0).length;
    float[] values = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * columns, columns);
    }
    return device.of(values, rows.size(), columns);
  }
}
