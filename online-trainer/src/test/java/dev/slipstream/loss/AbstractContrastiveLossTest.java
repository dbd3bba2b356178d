package dev.slipstream.loss;

import static dev.slipstream.loss.LossRows.assertClose;
import static dev.slipstream.loss.LossRows.differences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.loss.SlowContrastiveLoss.Batch;
import dev.slipstream.loss.SlowContrastiveLoss.Block;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every loss of queries, positives and negatives must be on any device. */
abstract class AbstractContrastiveLossTest {

  private static final int D = 5;

  /** One item occurs twice. */
  private static final long[] ITEMS = {7, 8, 9, 8};

  private final Device device = device();
  private final Random random = new Random(17);
  private Scope scope;

  abstract Device device();

  /** Each loss by the size of its chunks. */
  static Stream<IntFunction<ContrastiveLoss>> kinds() {
    return Stream.of(
        chunk -> new InfoNceLoss(1, chunk),
        chunk -> new InfoNceLoss(0.1, chunk),
        chunk -> new NPairsLoss(1, 0.01, chunk),
        chunk -> new RelaxedNPairsLoss(0.2, chunk),
        chunk -> new AllPairsLoss(0.2, chunk),
        chunk -> HardNegativeLoss.debiased(0.5, 0.1, chunk),
        chunk -> HardNegativeLoss.debiased(0.1, 0.9, chunk), // the bound holds for some rows
        chunk -> new HardNegativeLoss(0.5, 0.1, 1, chunk),
        chunk -> new HardNegativeLoss(1, 0, 3, chunk),
        chunk -> new NceLoss(0.3, OptionalDouble.of(2), chunk),
        chunk -> NonParametricSoftmaxLoss.exact(0.2, 0.5, chunk),
        chunk -> new PairLoss(1.5, chunk),
        chunk -> new TripletLoss(0.5, chunk),
        chunk -> new QuadrupletLoss(1, chunk),
        chunk -> new LiftedStructureLoss(1, chunk));
  }

  static Stream<ContrastiveLoss> losses() {
    return kinds().map(kind -> kind.apply(4));
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
  void agreesWithThePaperWrittenOut(ContrastiveLoss loss) {
    Batch batch = batch();

    double value = evaluate(loss, batch).value();

    double expected = SlowContrastiveLoss.value(loss, batch);
    assertThat(value).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void hasTheGradientsOfCentralDifferences(ContrastiveLoss loss) {
    Batch batch = batch();

    ContrastiveLoss.Result result = evaluate(loss, batch);

    DoubleSupplier value = () -> SlowContrastiveLoss.value(loss, batch);
    assertClose(result.queryGradient(), differences(value, batch.query()), 1e-3);
    assertClose(result.positiveGradient(), differences(value, batch.positive()), 1e-3);
    assertThat(result.negativeGradients()).hasSize(2);
    for (int b = 0; b < 2; b++) {
      double[][] rows = batch.negatives().get(b).rows();
      assertClose(result.negativeGradients().get(b), differences(value, rows), 1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void doesNotDependOnTheSizeOfChunks(IntFunction<ContrastiveLoss> kind) {
    Batch batch = batch();

    ContrastiveLoss.Result whole = evaluate(kind.apply(1000), batch);

    for (int chunk : new int[] {1, 3, 11}) {
      ContrastiveLoss.Result parts = evaluate(kind.apply(chunk), batch);
      assertThat(parts.value()).isCloseTo(whole.value(), within(1e-5));
      assertSame(parts.queryGradient(), whole.queryGradient());
      assertSame(parts.positiveGradient(), whole.positiveGradient());
      assertSame(parts.negativeGradients().get(1), whole.negativeGradients().get(1));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void doesNotDependOnTheOrderOfNegatives(ContrastiveLoss loss) {
    double[][] rows = LossRows.unit(random, 9, D);
    Matrix query = matrix(LossRows.unit(random, 4, D));
    Matrix positive = matrix(LossRows.unit(random, 4, D));
    double[][] reversed = new double[9][];
    for (int k = 0; k < 9; k++) {
      reversed[8 - k] = rows[k];
    }

    ContrastiveLoss.Result before = loss.evaluate(query, positive, matrix(rows));
    ContrastiveLoss.Result after = loss.evaluate(query, positive, matrix(reversed));

    assertThat(after.value()).isCloseTo(before.value(), within(1e-5));
    assertSame(after.queryGradient(), before.queryGradient());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aKeyThatCountsAsTwoIsTwoKeys(ContrastiveLoss loss) {
    Matrix query = matrix(LossRows.unit(random, 3, D));
    Matrix positive = matrix(LossRows.unit(random, 3, D));
    Matrix keys = matrix(LossRows.unit(random, 6, D));
    float[] twice = new float[6];
    twice[2] = (float) Math.log(2);
    long[] items = {1, 2, 3};

    ContrastiveLoss.Result weighted =
        loss.evaluate(query, positive, items, List.of(ItemKeys.of(keys).weighted(twice)));
    ContrastiveLoss.Result repeated =
        loss.evaluate(
            query,
            positive,
            items,
            List.of(ItemKeys.of(keys.gather(new int[] {0, 1, 2, 2, 3, 4, 5}))));

    assertThat(weighted.value()).isCloseTo(repeated.value(), within(1e-5));
    assertSame(weighted.queryGradient(), repeated.queryGradient());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void keysThatAreKeptAreAsGoodAsNoOthers(ContrastiveLoss loss) {
    Matrix query = matrix(LossRows.unit(random, 3, D));
    Matrix positive = matrix(LossRows.unit(random, 3, D));
    Matrix keys = matrix(LossRows.unit(random, 6, D));
    int[] hardest = {4, 1};
    long[] items = {1, 2, 3};
    ItemKeys kept = ItemKeys.of(keys).keepingOnly(new int[][] {hardest, hardest, hardest});

    ContrastiveLoss.Result among = loss.evaluate(query, positive, items, List.of(kept));
    ContrastiveLoss.Result alone = loss.evaluate(query, positive, keys.gather(hardest));

    assertThat(among.value()).isCloseTo(alone.value(), within(1e-5));
    assertSame(among.queryGradient(), alone.queryGradient());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void staysFiniteWhereNoNegativeIsLeft(ContrastiveLoss loss) {
    Matrix query = matrix(LossRows.unit(random, 2, D));
    long[] items = {5, 5};

    ContrastiveLoss.Result result =
        loss.evaluate(query, query.copy(), items, List.of(ItemKeys.ofBatch(query, items)));

    assertThat(result.value()).isFinite();
    for (float x : result.queryGradient().toArray()) {
      assertThat(x).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void saysHowNearThePositivesAre(ContrastiveLoss loss) {
    Matrix query = matrix(LossRows.unit(random, 5, D));

    ContrastiveLoss.Result result =
        loss.evaluate(query, query.multiply(0.5f), matrix(LossRows.unit(random, 3, D)));

    assertThat(result.positiveSimilarity()).isCloseTo(0.5, within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void refusesWhatDoesNotFit(ContrastiveLoss loss) {
    Matrix query = device.zeros(4, D);
    assertThatThrownBy(() -> loss.evaluate(query, device.zeros(3, D), device.zeros(9, D)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("positive: must be [4, 5], was [3, 5]");
    assertThatThrownBy(() -> loss.evaluate(query, query, device.zeros(9, 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negatives: must be [*, 5], was [9, 7]");
    assertThatThrownBy(() -> loss.evaluate(query, query, new long[3], List.of()))
        .hasMessage("items: must be 4, one for each query, was 3");
    ItemKeys keys = ItemKeys.of(device.zeros(9, D)).excluding(new int[3][0]);
    assertThatThrownBy(() -> loss.evaluate(query, query, new long[4], List.of(keys)))
        .hasMessage("excluded: must be 4, one list for each query, was 3");
  }

  /** Pairs of losses that are one where a parameter of the first is nothing. */
  static Stream<Arguments> specialCases() {
    InfoNceLoss infoNce = new InfoNceLoss(0.2, 4);
    return Stream.of(
        Arguments.of(new NPairsLoss(0.2, 0, 4), infoNce),
        Arguments.of(HardNegativeLoss.debiased(0.2, 0, 4), infoNce),
        Arguments.of(new HardNegativeLoss(0.2, 0, 0, 4), infoNce),
        Arguments.of(NonParametricSoftmaxLoss.exact(0.2, 0, 4), infoNce));
  }

  @ParameterizedTest
  @MethodSource("specialCases")
  void isTheSimplerLossWhereItsParameterIsNothing(ContrastiveLoss loss, ContrastiveLoss simpler) {
    Batch batch = batch();

    ContrastiveLoss.Result actual = evaluate(loss, batch);
    ContrastiveLoss.Result expected = evaluate(simpler, batch);

    assertThat(actual.value()).isCloseTo(expected.value(), within(1e-5));
    assertSame(actual.queryGradient(), expected.queryGradient());
    assertSame(actual.positiveGradient(), expected.positiveGradient());
    assertSame(actual.negativeGradients().get(1), expected.negativeGradients().get(1));
  }

  @Test
  void bilinearScoresHaveTheGradientsOfCentralDifferences() {
    double[][] weights = LossRows.normal(random, 3, D);
    double[][] query = LossRows.normal(random, ITEMS.length, 3);
    Batch keys = batch();
    InfoNceLoss loss = new InfoNceLoss(1, 4);

    BilinearLoss.Result result =
        new BilinearLoss(loss)
            .evaluate(matrix(weights), matrix(query), matrix(keys.positive()), ITEMS, blocks(keys));

    DoubleSupplier value =
        () -> {
          double[][] predicted = new double[query.length][D];
          for (int i = 0; i < query.length; i++) {
            for (int j = 0; j < D; j++) {
              for (int m = 0; m < 3; m++) {
                predicted[i][j] += query[i][m] * weights[m][j];
              }
            }
          }
          return SlowContrastiveLoss.value(
              loss, new Batch(predicted, keys.positive(), ITEMS, keys.negatives()));
        };
    assertThat(result.contrast().value()).isCloseTo(value.getAsDouble(), within(1e-4));
    assertClose(result.weightGradient(), differences(value, weights), 1e-3);
    assertClose(result.contrast().queryGradient(), differences(value, query), 1e-3);
    assertClose(result.contrast().positiveGradient(), differences(value, keys.positive()), 1e-3);
  }

  @Test
  void nceEstimatesItsNormaliser() {
    Batch batch = batch();
    double bias = SlowContrastiveLoss.normalizer(batch, 0.2);

    ContrastiveLoss.Result estimated = evaluate(new NceLoss(0.2, OptionalDouble.empty(), 4), batch);
    ContrastiveLoss.Result given = evaluate(new NceLoss(0.2, OptionalDouble.of(bias), 4), batch);

    assertThat(estimated.value()).isCloseTo(given.value(), within(1e-5));
    assertSame(estimated.queryGradient(), given.queryGradient());
  }

  @Test
  void refusesKeysWithoutAnItemOrAWeightEach() {
    Matrix rows = device.zeros(3, D);

    assertThatThrownBy(() -> new ItemKeys(rows, new long[0]))
        .hasMessage("items: must be 3, one for each key, was 0");
    assertThatThrownBy(() -> new ItemKeys(rows, new long[2]))
        .hasMessage("items: must be 3, one for each key, was 2");
    assertThatThrownBy(() -> ItemKeys.of(rows).weighted(new float[2]))
        .hasMessage("logWeights: must be 3, one for each key, was 2");
  }

  /** Keys of the batch, weighted ones some of which are left out, and ones of other items. */
  private Batch batch() {
    double[][] query = LossRows.unit(random, ITEMS.length, D);
    double[][] positive = LossRows.unit(random, ITEMS.length, D);
    double[][] batchKeys = LossRows.unit(random, ITEMS.length, D);
    int[][] diagonal = {{0}, {1}, {2}, {3}};
    double[][] queued = LossRows.unit(random, 7, D);
    long[] queuedItems = {1, 8, 2, 9, 3, 4, 4};
    float[] weights = {0, -1, 0.5f, 0, -0.3f, -2, 0.1f};
    int[][] excluded = {{0, 5}, {}, {6}, {0}};
    double[][] rest = LossRows.unit(random, 5, D);
    return new Batch(
        query,
        positive,
        ITEMS,
        List.of(
            new Block(batchKeys, ITEMS, new float[0], diagonal),
            new Block(queued, queuedItems, weights, excluded),
            new Block(rest, new long[0], new float[0], new int[0][])));
  }

  private ContrastiveLoss.Result evaluate(ContrastiveLoss loss, Batch batch) {
    return loss.evaluate(
        matrix(batch.query()), matrix(batch.positive()), batch.items(), blocks(batch));
  }

  private List<ItemKeys> blocks(Batch batch) {
    Block ofBatch = batch.negatives().get(0);
    Block queued = batch.negatives().get(1);
    Block rest = batch.negatives().get(2);
    return List.of(
        ItemKeys.ofBatch(matrix(ofBatch.rows()), ofBatch.items()).withGradient(),
        new ItemKeys(matrix(queued.rows()), queued.items())
            .excluding(new int[][] {{0}, {}, {}, {0}})
            .excluding(new int[][] {{5}, {}, {6}, {}})
            .weighted(queued.logWeights())
            .withGradient(),
        ItemKeys.of(matrix(rest.rows())));
  }

  private static void assertSame(Matrix actual, Matrix expected) {
    assertThat(actual.toArray()).containsExactly(expected.toArray(), within(2e-5f));
  }

  private Matrix matrix(double[][] rows) {
    return LossRows.matrix(device, rows);
  }
}
