package dev.slipstream.loss;

import static dev.slipstream.loss.LossRows.assertClose;
import static dev.slipstream.loss.LossRows.norm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What InfoNCE must be on any device. */
abstract class AbstractInfoNceLossTest {

  private final Device device = device();
  private final Random random = new Random(7);
  private Scope scope;

  abstract Device device();

  @BeforeEach
  void openScope() {
    scope = device.scope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 2", "3, 10, 8", "64, 1021, 16"})
  void isTheChanceLineWhenAllNegativesEqualThePositive(int n, int k, int d) {
    double[][] key = unitRows(1, d);
    Matrix query = matrix(unitRows(n, d));

    double value =
        new InfoNceLoss(0.2, 100)
            .evaluate(query, matrix(repeat(key, n)), matrix(repeat(key, k)))
            .value();

    assertThat(value).isCloseTo(Math.log(1 + k), within(1e-5));
  }

  @Test
  void isTheSameForABatchTwiceOver() {
    double[][] query = unitRows(5, 8);
    double[][] positive = unitRows(5, 8);
    Matrix negatives = matrix(unitRows(50, 8));
    InfoNceLoss loss = new InfoNceLoss(0.1, 32);

    double once = loss.evaluate(matrix(query), matrix(positive), negatives).value();
    double twice = loss.evaluate(matrix(twice(query)), matrix(twice(positive)), negatives).value();

    assertThat(twice).isCloseTo(once, within(1e-5));
  }

  @Test
  void staysFiniteAtATinyTemperatureWhateverTheKeys() {
    double[][] query = unitRows(3, 8);
    double[][] opposite = new double[3][];
    for (int i = 0; i < 3; i++) {
      opposite[i] = Arrays.stream(query[i]).map(x -> -x).toArray();
    }
    InfoNceLoss loss = new InfoNceLoss(0.01, 2);

    ContrastiveLoss.Result hopeless = loss.evaluate(matrix(query), matrix(opposite), matrix(query));
    ContrastiveLoss.Result perfect = loss.evaluate(matrix(query), matrix(query), matrix(opposite));

    assertThat(hopeless.value()).isBetween(190.0, 202.0);
    assertThat(perfect.value()).isBetween(0.0, 202.0);
    for (Matrix gradient : List.of(hopeless.queryGradient(), perfect.queryGradient())) {
      for (float x : gradient.toArray()) {
        assertThat(x).isFinite();
      }
    }
  }

  @Test
  void fallsUnderPlainGradientSteps() {
    Matrix raw = matrix(unitRows(16, 8));
    Matrix positive = matrix(unitRows(16, 8));
    Matrix negatives = matrix(unitRows(64, 8));
    InfoNceLoss loss = new InfoNceLoss(0.2, 32);
    double first = loss.evaluate(UnitRows.of(raw).rows(), positive, negatives).value();

    double last = first;
    for (int i = 0; i < 20; i++) {
      UnitRows query = UnitRows.of(raw);
      ContrastiveLoss.Result result = loss.evaluate(query.rows(), positive, negatives);
      raw.axpyInPlace(-1, query.backward(result.queryGradient()));
      last = result.value();
    }

    assertThat(last).isLessThan(0.7 * first);
  }

  @Test
  void hasNoLossWithoutNegatives() {
    Matrix query = matrix(unitRows(1, 8));
    Matrix key = matrix(unitRows(1, 8));
    long[] item = {5};

    ContrastiveLoss.Result result =
        new InfoNceLoss(0.1, 8).evaluate(query, key, item, List.of(new ItemKeys(key, item)));

    assertThat(result.value()).isZero();
    assertThat(result.queryGradient().toArray()).containsOnly(0);
  }

  @Test
  void refusesATemperatureOfZero() {
    assertThatThrownBy(() -> new InfoNceLoss(0, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("loss.temperature: must be")
        .hasMessageEndingWith("was 0.0");
  }

  @Test
  void scalesRowsToUnitLengthAndBack() {
    double[][] rows = {{3, 4, 0}, {-0.1, 0.2, 0.2}};
    Matrix direction = matrix(unitRows(2, 3)); // the loss: rows · direction, summed

    UnitRows unit = UnitRows.of(matrix(rows));
    Matrix gradient = unit.backward(direction);

    assertThat(unit.rows().toArray()).containsExactly(oracleUnit(rows), within(1e-6f));
    assertClose(gradient, unitGradient(rows, direction.toArray()), 1e-4);
  }

  private static float[] oracleUnit(double[][] rows) {
    float[] unit = new float[rows.length * rows[0].length];
    for (int i = 0; i < unit.length; i++) {
      double[] row = rows[i / rows[0].length];
      unit[i] = (float) (row[i % row.length] / norm(row));
    }
    return unit;
  }

  private static double[][] unitGradient(double[][] rows, float[] direction) {
    double h = 1e-6;
    double[][] gradient = new double[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        double[] above = rows[i].clone();
        double[] below = rows[i].clone();
        above[j] += h;
        below[j] -= h;
        for (int m = 0; m < rows[i].length; m++) {
          double difference = above[m] / norm(above) - below[m] / norm(below);
          gradient[i][j] += direction[i * rows[i].length + m] * difference / (2 * h);
        }
      }
    }
    return gradient;
  }

  private double[][] unitRows(int n, int d) {
    return LossRows.unit(random, n, d);
  }

  private Matrix matrix(double[][] rows) {
    return LossRows.matrix(device, rows);
  }

  private static double[][] repeat(double[][] row, int times) {
    double[][] rows = new double[times][];
    Arrays.fill(rows, row[0]);
    return rows;
  }

  private static double[][] twice(double[][] rows) {
    double[][] both = Arrays.copyOf(rows, 2 * rows.length);
    System.arraycopy(rows, 0, both, rows.length, rows.length);
    return both;
  }
}
