package dev.slipstream.loss;

import static dev.slipstream.loss.LossRows.assertClose;
import static dev.slipstream.loss.LossRows.differences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the losses of labelled rows must be on any device. */
abstract class AbstractLabelledLossTest {

  private static final double STEP = 1e-5;

  /** The last row's class does not occur again. */
  private static final int[] LABELS = {0, 1, 0, 2, 1, 0, 2, 1, 7};

  private final Device device = device();
  private final Random random = new Random(13);
  private Scope scope;

  abstract Device device();

  static Stream<DoubleFunction<LabelledLoss>> kinds() {
    return Stream.of(SupervisedContrastiveLoss::new, SoftNearestNeighborLoss::new);
  }

  static Stream<LabelledLoss> losses() {
    return kinds().flatMap(kind -> Stream.of(kind.apply(0.1), kind.apply(1), kind.apply(10)));
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
  void agreesWithThePaperWrittenOut(LabelledLoss loss) {
    double[][] rows = unitRows(LABELS.length, 4);

    double value = loss.evaluate(matrix(rows), LABELS).value();

    double expected = SlowLabelledLoss.value(loss, rows, LABELS);
    assertThat(value).isCloseTo(expected, within(1e-5 * (1 + expected)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void hasTheGradientOfCentralDifferences(LabelledLoss loss) {
    double[][] rows = unitRows(LABELS.length, 4);

    LabelledLoss.Result result = loss.evaluate(matrix(rows), LABELS);

    assertClose(
        result.gradient(),
        differences(() -> SlowLabelledLoss.value(loss, rows, LABELS), rows),
        1e-3);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void hasTheTemperatureGradientOfCentralDifferences(DoubleFunction<LabelledLoss> kind) {
    double[][] rows = unitRows(LABELS.length, 4);

    double gradient = kind.apply(0.7).evaluate(matrix(rows), LABELS).temperatureGradient();

    double above = SlowLabelledLoss.value(kind.apply(0.7 + STEP), rows, LABELS);
    double below = SlowLabelledLoss.value(kind.apply(0.7 - STEP), rows, LABELS);
    assertThat(gradient).isCloseTo((above - below) / (2 * STEP), within(1e-4));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isNothingWhereNoClassOccursTwice(LabelledLoss loss) {
    LabelledLoss.Result result = loss.evaluate(matrix(unitRows(3, 4)), new int[] {4, 5, 6});

    assertThat(result.value()).isZero();
    assertThat(result.gradient().toArray()).containsOnly(0);
    assertThat(result.temperatureGradient()).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isLessWhereClassesLieApart(DoubleFunction<LabelledLoss> kind) {
    double[][] apart = {{1, 0}, {1, 0}, {-1, 0}, {-1, 0}};
    Matrix rows = matrix(apart);
    LabelledLoss loss = kind.apply(0.1);

    double right = loss.evaluate(rows, new int[] {0, 0, 1, 1}).value();
    double wrong = loss.evaluate(rows, new int[] {0, 1, 0, 1}).value();

    assertThat(right).isCloseTo(0, within(1e-6));
    assertThat(wrong).isGreaterThan(5);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void refusesWhatDoesNotFit(DoubleFunction<LabelledLoss> kind) {
    assertThatThrownBy(() -> kind.apply(0)).hasMessage("temperature: must be > 0, was 0.0");
    assertThatThrownBy(() -> kind.apply(1).evaluate(device.zeros(3, 2), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels: must be 3, one for each row, was 2");
  }

  private double[][] unitRows(int n, int d) {
    return LossRows.unit(random, n, d);
  }

  private Matrix matrix(double[][] rows) {
    return LossRows.matrix(device, rows);
  }
}
