package dev.slipstream.loss;

import static dev.slipstream.loss.LossRows.assertClose;
import static dev.slipstream.loss.LossRows.differences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.loss.RegressionLoss.Kind;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the losses of two views must be on any device. */
abstract class AbstractTwoViewLossTest {

  private final Device device = device();
  private final Random random = new Random(11);
  private Scope scope;

  abstract Device device();

  static Stream<TwoViewLoss> losses() {
    return Stream.of(
        new NegativeCosineLoss(),
        SymmetricLoss.ntXent(0.5, 4),
        new VonMisesFisherLoss(0),
        new VonMisesFisherLoss(0.1),
        RegressionLoss.of(Kind.L1),
        RegressionLoss.of(Kind.L2),
        RegressionLoss.smooth(1),
        RegressionLoss.smooth(0.1),
        new BarlowTwinsLoss(0.005),
        new BarlowTwinsLoss(1),
        new VicRegLoss(25, 25, 1),
        new VicRegLoss(0, 0, 1),
        new VicRegLoss(1, 1, 0));
  }

  @BeforeEach
  void openScope() {
    scope = device.scope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void agreesWithThePaperWrittenOut(TwoViewLoss loss) {
    double[][] first = rows(12, 5);
    double[][] second = near(first);

    double value = loss.evaluate(matrix(first), matrix(second)).value();

    double expected = SlowTwoViewLoss.value(loss, first, second);
    assertThat(value).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void hasTheGradientsOfCentralDifferences(TwoViewLoss loss) {
    double[][] first = rows(9, 4);
    double[][] second = near(first);

    TwoViewLoss.Result result = loss.evaluate(matrix(first), matrix(second));

    DoubleSupplier value = () -> SlowTwoViewLoss.value(loss, first, second);
    assertClose(result.firstGradient(), differences(value, first), 1e-3);
    assertClose(result.secondGradient(), differences(value, second), 1e-3);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void doesNotDependOnTheOrderOfSamples(TwoViewLoss loss) {
    double[][] first = rows(7, 3);
    double[][] second = near(first);
    double before = loss.evaluate(matrix(first), matrix(second)).value();

    double after = loss.evaluate(matrix(reversed(first)), matrix(reversed(second))).value();

    assertThat(after).isCloseTo(before, within(1e-5 * (1 + Math.abs(before))));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isLeastWhereTheViewsAgree(TwoViewLoss loss) {
    double[][] first = LossRows.unit(random, 16, 4);

    double same = loss.evaluate(matrix(first), matrix(first)).value();
    double apart = loss.evaluate(matrix(first), matrix(LossRows.unit(random, 16, 4))).value();

    boolean comparesNothing = loss instanceof VicRegLoss v && v.invariance() == 0;
    if (!comparesNothing) {
      assertThat(same).isLessThan(apart);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void refusesViewsOfOtherShapes(TwoViewLoss loss) {
    assertThatThrownBy(() -> loss.evaluate(device.zeros(4, 3), device.zeros(4, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("second: must be [4, 3], was [4, 2]");
  }

  @ParameterizedTest
  @MethodSource("losses")
  void staysFiniteWhereAllRowsAreTheSame(TwoViewLoss loss) {
    Matrix collapsed = device.zeros(5, 3);
    collapsed.fillInPlace(0.5f);

    TwoViewLoss.Result result = loss.evaluate(collapsed, collapsed.copy());

    assertThat(result.value()).isFinite();
    for (float value : result.firstGradient().toArray()) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void barlowTwinsAsksForNoMoreThanEqualAndUnrelatedColumns() {
    double[][] columns = {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}};

    assertThat(new BarlowTwinsLoss(1).evaluate(matrix(columns), matrix(columns)).value())
        .isCloseTo(0, within(1e-8));
  }

  @Test
  void vicRegAsksForNoMoreThanEqualViewsWithSpreadAndUnrelatedColumns() {
    double[][] columns = {{2, 2}, {2, -2}, {-2, 2}, {-2, -2}};

    TwoViewLoss.Result result =
        new VicRegLoss(25, 25, 1).evaluate(matrix(columns), matrix(columns));

    assertThat(result.value()).isZero();
    assertThat(result.firstGradient().toArray()).containsOnly(0);
  }

  @Test
  void vonMisesFisherIsFiniteHoweverSureThePredictionIs() {
    double[][] target = LossRows.unit(random, 1, 300);
    for (float length : new float[] {1e-9f, 1, 30, 1e4f}) {
      TwoViewLoss.Result result =
          new VonMisesFisherLoss(0).evaluate(matrix(target).multiply(length), matrix(target));

      assertThat(result.value()).isFinite();
      assertThat(result.firstGradient().rowNorm().toArray()[0]).isBetween(0f, 1.001f);
    }
  }

  @Test
  void rowsOfOneItemAreNoNegativesOfEachOtherInNtXent() {
    Matrix rows = matrix(LossRows.unit(random, 2, 4));

    TwoViewLoss.Result result =
        SymmetricLoss.ntXent(0.5, 4).evaluate(rows, rows.multiply(-1), new long[] {3, 3});

    assertThat(result.value()).isZero();
    assertThat(result.firstGradient().toArray()).containsOnly(0);
  }

  @Test
  void refusesWeightsThatAreNone() {
    assertThatThrownBy(() -> new VonMisesFisherLoss(-1))
        .hasMessage("penalty: must be >= 0, was -1.0");
    assertThatThrownBy(() -> new BarlowTwinsLoss(-1))
        .hasMessage("offDiagonal: must be >= 0, was -1.0");
    assertThatThrownBy(() -> new VicRegLoss(1, Double.NaN, 1))
        .hasMessage("weights: must be >= 0, were 1.0, NaN and 1.0");
    assertThatThrownBy(() -> RegressionLoss.smooth(0)).hasMessage("beta: must be > 0, was 0.0");
    assertThatThrownBy(
            () -> new VicRegLoss(1, 1, 1).evaluate(device.zeros(1, 3), device.zeros(1, 3)))
        .hasMessage("first: must have 2 rows or more, had 1");
  }

  /** Random rows; each column has a spread of its own. */
  private double[][] rows(int n, int d) {
    double[][] rows = LossRows.normal(random, n, d);
    for (double[] row : rows) {
      Arrays.setAll(row, j -> (float) (row[j] * (0.3 + j)));
    }
    return rows;
  }

  /** Another view: the same rows, moved by up to 1 but never by nearly 0. */
  private double[][] near(double[][] rows) {
    double[][] near = new double[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        double by = 0.2 + 0.8 * random.nextDouble();
        near[i][j] = (float) (rows[i][j] + (random.nextBoolean() ? by : -by));
      }
    }
    return near;
  }

  private static double[][] reversed(double[][] rows) {
    double[][] reversed = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      reversed[i] = rows[rows.length - 1 - i];
    }
    return reversed;
  }

  private Matrix matrix(double[][] rows) {
    return LossRows.matrix(device, rows);
  }
}
