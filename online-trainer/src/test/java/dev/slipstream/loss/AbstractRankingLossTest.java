package dev.slipstream.loss;

import static dev.slipstream.loss.LossRows.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.loss.RankingLoss.Kind;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the losses of the recommender must be on any device. */
abstract class AbstractRankingLossTest {

  private static final int N = 4;
  private static final int K = 9;
  private static final int D = 5;
  private static final double T = 0.3;
  private static final float REPEAT = -0.7f;
  private static final int[][] POSITIVES = {{0}, {3, 5}, {8, 1, 2}, {0, 7}};
  private static final int[][] NEUTRALS = {{4, 6}, {}, {0}, {}};
  private static final int[][] REPEATS = {{2}, {3, 4}, {}, {7, 8}};
  private static final int[][] REFUSED = {{2, 5}, {}, {6}, {1}};

  private final Random random = new Random(5);
  private final double[][] contexts = rows(N);
  private final double[][] candidates = rows(K);
  private Scope scope;

  abstract Device device();

  @BeforeEach
  void openScope() {
    scope = device().scope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void agreesWithThePapersWrittenOut(Kind kind) {
    double expected = SlowRankingLoss.value(kind, T, contexts, candidates, choices(REPEAT), REPEAT);

    for (int chunkRows : new int[] {1, 4, 9, 100}) {
      assertThat(evaluate(kind, chunkRows).value()).isCloseTo(expected, within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void hasTheGradientsOfCentralDifferences(Kind kind) {
    RankingLoss.Result result = evaluate(kind, 4);

    assertClose(result.contextGradient(), differences(kind, contexts), 5e-4);
    assertClose(result.candidateGradient(), differences(kind, candidates), 5e-4);
    double h = 1e-5;
    Choices choices = choices(REPEAT);
    double above = SlowRankingLoss.value(kind, T, contexts, candidates, choices, REPEAT + h);
    double below = SlowRankingLoss.value(kind, T, contexts, candidates, choices, REPEAT - h);
    assertThat(result.repeatGradient()).isCloseTo((above - below) / (2 * h), within(1e-4));
  }

  @Test
  void isTheChanceLineWhenAllCandidatesAreTheSame() {
    Matrix same = device().zeros(7, D);
    Matrix context = matrix(rows(1));

    assertThat(value(Kind.N_PAIRS, context, same, new int[][] {{2}}))
        .isCloseTo(Math.log(7), within(1e-5));
    assertThat(value(Kind.RELAXED_N_PAIRS, context, same, new int[][] {{2, 3}}))
        .isCloseTo(Math.log(7 / 2.0), within(1e-5));
    assertThat(value(Kind.SAMPLED_SOFTMAX, context, same, new int[][] {{2, 3}}))
        .isCloseTo(Math.log(6), within(1e-5));
    assertThat(value(Kind.BPR, context, same, new int[][] {{2, 3}}))
        .isCloseTo(Math.log(2), within(1e-5));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void staysFiniteAtATinyTemperature(Kind kind) {
    RankingLoss.Result result =
        new RankingLoss(kind, 0.005, 4).evaluate(matrix(contexts), choices(REPEAT));

    assertThat(result.value()).isFinite();
    for (float x : result.candidateGradient().toArray()) {
      assertThat(x).isFinite();
    }
  }

  @Test
  void refusesAContextWithoutAPositive() {
    Matrix items = device().zeros(3, D);

    assertThatThrownBy(() -> Choices.of(items, new int[][] {{0}, {}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positives: must be 1 or more of a context, was none");
  }

  private double value(Kind kind, Matrix context, Matrix items, int[][] positives) {
    return new RankingLoss(kind, T, 3).evaluate(context, Choices.of(items, positives)).value();
  }

  private RankingLoss.Result evaluate(Kind kind, int chunkRows) {
    return new RankingLoss(kind, T, chunkRows).evaluate(matrix(contexts), choices(REPEAT));
  }

  private Choices choices(float repeat) {
    float[] offsets = {0, 0.3f, -0.2f, 1, 0, 0, 0.5f, -1, 0.1f};
    float[] weights = {1, 2, 0.5f, 1};
    return new Choices(
        matrix(candidates), offsets, POSITIVES, NEUTRALS, REPEATS, repeat, REFUSED, 1.3f, weights);
  }

  private double[][] differences(Kind kind, double[][] at) {
    Choices choices = choices(REPEAT);
    return LossRows.differences(
        () -> SlowRankingLoss.value(kind, T, contexts, candidates, choices, REPEAT), at);
  }

  private Matrix matrix(double[][] rows) {
    return LossRows.matrix(device(), rows);
  }

  private double[][] rows(int n) {
    return LossRows.unit(random, n, D);
  }
}
