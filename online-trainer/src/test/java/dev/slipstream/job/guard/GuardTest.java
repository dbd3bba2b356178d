package dev.slipstream.job.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.learner.StepReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuardTest {

  private static final int ANCHORS = 64;

  private final List<String> told = new ArrayList<>();
  private final Guard guard = guard();

  @Test
  void vectorsThatStayApartAreGood() {
    for (int step = 1; step <= 10; step++) {
      assertThat(judge(step, vectors(1, 8))).isTrue();
    }

    assertThat(guard.alarm()).isEmpty();
    assertThat(told).isEmpty();
    Map<String, Double> measures = guard.report("image").getMeasuresMap();
    assertThat(measures.get("rankMe")).isBetween(7.0, 8.0);
    assertThat(measures.get("featureStd")).as("of 8 of 32 dimensions").isBetween(0.45, 0.5);
    assertThat(measures.get("cosineToGood")).isCloseTo(1, within(1e-9));
    assertThat(measures.get("neighbourOverlapWithGood")).isEqualTo(1);
    assertThat(measures.get("alignment")).isCloseTo(0.4, within(1e-9));
    assertThat(measures.get("chance")).isCloseTo(Math.log(4097), within(1e-9));
    assertThat(measures.get("loss")).isEqualTo(5);
    assertThat(measures.get("keyAge")).isEqualTo(7);
  }

  @Test
  void vectorsAtOnePointRaiseAnAlarmThatEndsWhenTheyAreApartAgain() {
    judge(1, vectors(1, 8));

    assertThat(judge(2, vectors(1e-5, 8))).isFalse();
    assertThat(guard.alarm()).startsWith("image: feature deviation 0.0000, was 0.49");
    guard.rolledBack(2);
    assertThat(judge(2, vectors(1, 8))).isTrue();

    assertThat(guard.alarm()).isEmpty();
    assertThat(told).containsExactly("ALARM 2", "ROLLED_BACK 2", "RECOVERED 2");
  }

  @Test
  void aSlowCollapseIsComparedWithTheBestAndNotWithTheLast() {
    List<Boolean> good = new ArrayList<>();
    for (int directions : new int[] {32, 20, 12, 6, 3}) { // none loses more than half
      good.add(judge(good.size(), vectors(1, directions)));
    }

    assertThat(good).containsExactly(true, true, true, false, false);
    assertThat(guard.alarm()).matches("image: rank 2\\.9\\d, was 2\\d\\.\\d\\d at best");
  }

  @Test
  void aRankIsWhatItHasAboveThatOfAPoint() {
    judge(1, vectors(1, 2));

    assertThat(judge(2, vectors(1, 1))).as("of rank 1, which is half of 2").isFalse();
  }

  @Test
  void ofFewAnchorsNothingIsConcluded() {
    assertThat(judge(1, vectors(0, 8).subList(0, 15))).isTrue();
    assertThat(judge(2, vectors(0, 8).subList(0, 16))).isFalse();
  }

  @Test
  void whatIsNotFiniteRaisesAnAlarm() {
    List<float[]> broken = vectors(1, 8);
    broken.get(3)[2] = Float.NaN;

    assertThat(judge(1, broken)).isFalse();
    assertThat(guard.alarm()).isEqualTo("image: what it makes of items is not finite");
    assertThat(
            guard.judge(
                new StepReport(2, 2, Double.POSITIVE_INFINITY, 1, 0),
                Map.of(),
                List.of(vectors(1, 8))))
        .isFalse();
    assertThat(guard.alarm()).isEqualTo("the loss is Infinity");
  }

  @Test
  void rollBacksInARowAreToldUpToALimitAndCountedAll() {
    judge(1, vectors(1, 8));
    for (int i = 0; i < 6; i++) {
      guard.diverged(5, "the loss is NaN");
      guard.rolledBack(5);
    }

    assertThat(told)
        .containsExactly("ALARM 5", "ROLLED_BACK 5", "ROLLED_BACK 5", "ROLLED_BACK 5", "GAVE_UP 5");
    assertThat(guard.report("image").getRolledBack()).isEqualTo(6);
    assertThat(guard.report("image").getAlarms()).isEqualTo(1);

    judge(5, vectors(1, 8));
    guard.diverged(6, "the loss is NaN");
    guard.rolledBack(6);
    assertThat(told).endsWith("RECOVERED 5", "ALARM 6", "ROLLED_BACK 6");
  }

  @Test
  void aDeletedAnchorTakesPlaceAndBestWithIt() {
    judge(1, vectors(1, 8));
    guard.forget(0);

    List<float[]> rest = vectors(1, 8).subList(1, ANCHORS);
    assertThat(judge(2, rest)).isTrue();
    assertThat(guard.report("image").getMeasuresMap().get("cosineToGood"))
        .isCloseTo(1, within(1e-9));
    guard.forget(0);
    assertThat(judge(3, vectors(1e-5, 8).subList(2, ANCHORS)))
        .as("the best is that of the good state on what is left")
        .isFalse();
  }

  @Test
  void goesOnAfterARestore() throws IOException {
    judge(1, vectors(1, 8));
    guard.diverged(2, "the loss is NaN");
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    guard.save(new DataOutputStream(saved));

    Guard restored = guard();
    restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

    assertThat(restored.reports()).isEqualTo(guard.reports());
    assertThat(restored.alarm()).isEqualTo("the loss is NaN");
    assertThat(restored.goodStep()).isEqualTo(1);
    assertThat(restored.judge(new StepReport(3, 3, 5, 1, 0), Map.of(), List.of(vectors(1e-5, 8))))
        .as("the best is remembered")
        .isFalse();
  }

  private Guard guard() {
    return new Guard(
        new GuardConfig(true, 0.25, 3),
        List.of("image"),
        (kind, step, reason) -> told.add(kind + " " + step));
  }

  private boolean judge(long step, List<float[]> vectors) {
    boolean good =
        guard.judge(
            new StepReport(step, step, 5, 4096, 0.8), Map.of("keyAge", 7.0), List.of(vectors));
    if (good) {
      guard.keep(step);
      guard.keep(List.of(vectors));
    }
    return good;
  }

  /**
   * The same each time.
   *
   * @param spread of the vectors about one point, or about nothing if it is 1
   * @param directions that they lie in
   */
  private static List<float[]> vectors(double spread, int directions) {
    Random random = new Random(1);
    return IntStream.range(0, ANCHORS)
        .mapToObj(
            i -> {
              float[] vector = new float[32];
              for (int j = 0; j < directions; j++) {
                vector[j] = (float) ((spread == 1 ? 0 : 1) + spread * random.nextGaussian());
              }
              return vector;
            })
        .toList();
  }
}
