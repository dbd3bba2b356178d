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
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the losses of rows and classes must be on any device. */
abstract class AbstractClassLossTest {

  private static final int D = 4;
  private static final int C = 5;
  private static final int[] LABELS = {1, 0, CrossEntropyLoss.IGNORED, 1, 4, 2, 4, 4, 0};

  private final Device device = device();
  private final Random random = new Random(23);
  private Scope scope;

  abstract Device device();

  static Stream<ClassLoss> losses() {
    return Stream.of(
        new ClassSoftmaxLoss(1, 3),
        new ClassSoftmaxLoss(0.3, 100),
        new CenterLoss(),
        new LargeMarginSoftmaxLoss(1),
        new LargeMarginSoftmaxLoss(2),
        new LargeMarginSoftmaxLoss(4),
        new ArcFaceLoss(4, 0.5),
        new ArcFaceLoss(2, 2)); // beyond π for some rows
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
  void agreesWithThePaperWrittenOut(ClassLoss loss) {
    double[][] rows = LossRows.normal(random, LABELS.length, D);
    double[][] classes = LossRows.normal(random, C, D);

    ClassLoss.Result result = loss.evaluate(matrix(rows), matrix(classes), LABELS);

    DoubleSupplier value = () -> SlowClassLoss.value(loss, rows, classes, LABELS);
    double expected = value.getAsDouble();
    assertThat(result.value()).isCloseTo(expected, within(1e-5 * (1 + expected)));
    assertClose(result.gradient(), differences(value, rows), 1e-3);
    assertClose(result.classGradient(), differences(value, classes), 1e-3);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isNothingWithoutLabels(ClassLoss loss) {
    ClassLoss.Result result =
        loss.evaluate(device.zeros(2, D), device.zeros(C, D), new int[] {-1, -1});

    assertThat(result.value()).isZero();
    assertThat(result.gradient().toArray()).hasSize(2 * D).containsOnly(0);
    assertThat(result.classGradient().toArray()).hasSize(C * D).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void staysFiniteWhereARowIsItsClass(ClassLoss loss) {
    Matrix classes = matrix(LossRows.unit(random, C, D));
    int[] labels = IntStream.range(0, C).toArray();

    for (float x : loss.evaluate(classes, classes.copy(), labels).gradient().toArray()) {
      assertThat(x).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void refusesWhatDoesNotFit(ClassLoss loss) {
    Matrix rows = device.zeros(2, D);

    assertThatThrownBy(() -> loss.evaluate(rows, device.zeros(C, 3), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes: must be [*, 4], was [5, 3]");
    assertThatThrownBy(() -> loss.evaluate(rows, device.zeros(C, D), new int[] {0, 5}))
        .hasMessage("label: must be from 0 to 4, or -1 to be ignored, was 5");
  }

  @Test
  void aSampleOfAllClassesOnceIsTheWholeSoftmax() {
    Matrix rows = matrix(LossRows.normal(random, LABELS.length, D));
    Matrix classes = matrix(LossRows.normal(random, C, D));
    ClassSoftmaxLoss loss = new ClassSoftmaxLoss(0.5, 2);

    ClassLoss.Result all = loss.evaluate(rows, classes, LABELS);
    ClassLoss.Result sampled =
        loss.evaluate(rows, classes, LABELS, new int[] {4, 2, 0, 1, 3}, new float[C]);

    assertThat(sampled.value()).isCloseTo(all.value(), within(1e-5));
    assertThat(sampled.gradient().toArray())
        .containsExactly(all.gradient().toArray(), within(1e-5f));
    assertThat(sampled.classGradient().toArray())
        .containsExactly(all.classGradient().toArray(), within(1e-5f));
  }

  @Test
  void aClassThatIsDrawnTwiceOfTwoExpectedCountsOnce() {
    Matrix rows = matrix(LossRows.normal(random, 2, D));
    Matrix classes = matrix(LossRows.normal(random, C, D));
    ClassSoftmaxLoss loss = new ClassSoftmaxLoss(0.5, 2);
    int[] labels = {0, 1};
    float two = (float) Math.log(2);

    ClassLoss.Result once = loss.evaluate(rows, classes, labels, new int[] {3}, new float[1]);
    ClassLoss.Result twice =
        loss.evaluate(rows, classes, labels, new int[] {3, 3}, new float[] {two, two});

    assertThat(twice.value()).isCloseTo(once.value(), within(1e-5));
    assertThat(twice.classGradient().toArray())
        .containsExactly(once.classGradient().toArray(), within(1e-5f));
  }

  @Test
  void withoutAMarginItIsThePlainSoftmax() {
    Matrix rows = matrix(LossRows.unit(random, LABELS.length, D));
    Matrix classes = matrix(LossRows.unit(random, C, D));

    double plain = new ClassSoftmaxLoss(1, 8).evaluate(rows, classes, LABELS).value();

    assertThat(new LargeMarginSoftmaxLoss(1).evaluate(rows, classes, LABELS).value())
        .isCloseTo(plain, within(1e-5));
    assertThat(new ArcFaceLoss(1, 0).evaluate(rows, classes, LABELS).value())
        .isCloseTo(plain, within(1e-5));
  }

  @Test
  void centresStepByTheMeanOfTheirRowsAndThemselves() {
    double[][] rows = {{1, 0}, {3, 0}, {0, 5}};
    double[][] centers = {{0, 0}, {1, 1}};

    Matrix step = CenterLoss.centerStep(matrix(rows), matrix(centers), new int[] {0, 0, 0});

    assertThat(step.toArray()).containsExactly(new float[] {-1, -1.25f, 0, 0}, within(1e-6f));
  }

  @Test
  void refusesParametersThatAreNone() {
    assertThatThrownBy(() -> new LargeMarginSoftmaxLoss(0))
        .hasMessage("margin: must be >= 1, was 0");
    assertThatThrownBy(() -> new ArcFaceLoss(0, 0)).hasMessage("scale: must be > 0, was 0.0");
    assertThatThrownBy(() -> new ArcFaceLoss(1, 4))
        .hasMessage("margin: must be in [0, pi), was 4.0");
  }

  private Matrix matrix(double[][] rows) {
    return LossRows.matrix(device, rows);
  }
}
