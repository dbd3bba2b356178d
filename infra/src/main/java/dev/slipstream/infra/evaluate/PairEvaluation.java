package dev.slipstream.infra.evaluate;

import dev.slipstream.infra.data.DataSet;
import dev.slipstream.infra.data.Item;
import dev.slipstream.infra.data.Modality;
import dev.slipstream.infra.data.Order;
import dev.slipstream.infra.data.PairItem;
import dev.slipstream.input.Batch;
import dev.slipstream.input.SampleInput;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.learner.CrossModalLearner;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.learner.PairBatch;
import dev.slipstream.learner.StepReport;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.ItemHash;
import dev.slipstream.probe.Representations;
import dev.slipstream.probe.RetrievalProbe;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Learns from a stream of pairs and tells how well one modality finds the other: the same {@link
 * CrossModalLearner} as in the Flink job, fed directly.
 *
 * @param settings what is learned and how
 * @param modalities the first and the second
 * @param rows makes the rows of each
 */
public record PairEvaluation(
    PairSettings settings, List<Modality> modalities, List<ItemRows> rows) {

  /** Pairs that {@link KnownPairs} goes by. */
  private static final int MOST_KNOWN = 5000;

  /** Columns of an input up to which it does. */
  private static final int WIDEST_COMPARED = 4096;

  /**
   * Where the pairs kept out of learning found each other; see {@link RetrievalProbe#ranks}.
   *
   * @param forth ranks of the second modality's items, by those of the first
   * @param back ranks of the first modality's, by those of the second
   */
  public record Ranks(int[] forth, int[] back) {}

  /**
   * What came out.
   *
   * @param untrained before learning
   * @param known by {@link KnownPairs}; empty where a modality is too wide for that
   * @param secondsLearning time of decoding and learning, probes not counted
   * @param refused pairs that are not taken, in the first pass
   */
  public record Result(
      Ranks untrained,
      Optional<Ranks> known,
      Ranks ranks,
      long pairs,
      long steps,
      double loss,
      double secondsLearning,
      long refused) {}

  /**
   * Learns in random order, then tries.
   *
   * @param passes over the pairs to learn from
   * @param most pairs to test on
   * @param progress hears of every batch learned
   * @throws IllegalArgumentException if there are fewer pairs than one batch, or none to test on
   */
  public Result run(
      DataSet<PairItem> train,
      DataSet<PairItem> test,
      int passes,
      int most,
      Consumer<StepReport> progress) {
    LearnerConfig config = LearnerConfig.from(settings.learner());
    List<byte[]> held = rows(test, most);
    if (held.get(0).length == 0) {
      throw new IllegalArgumentException(
          "data: must hold pairs to test on, was without; raise --hold-out or give --test");
    }
    try (CrossModalLearner learner = settings.createLearner()) {
      Ranks untrained = ranks(learner, held);
      Optional<Ranks> known = byKnownPairs(learner, train, held);
      long start = System.nanoTime();
      long refused = 0;
      double loss = Double.NaN;
      Filling filling = new Filling(config.batchSize());
      for (int pass = 0; pass < passes; pass++) {
        for (PairItem pair : train.items(Order.IID, config.seed() + pass, Long.MAX_VALUE)) {
          if (!filling.add(pair)) {
            refused += pass == 0 ? 1 : 0;
          } else if (filling.isFull()) {
            StepReport report = learner.learn(filling.take());
            loss = report.loss();
            progress.accept(report);
          }
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      requireBatch(learner, config);
      return new Result(
          untrained,
          known,
          ranks(learner, held),
          learner.samplesSeen(),
          learner.steps(),
          loss,
          seconds,
          refused);
    }
  }

  private static void requireBatch(CrossModalLearner learner, LearnerConfig config) {
    if (learner.steps() == 0) {
      throw new IllegalArgumentException(
          "data: must hold at least one batch of "
              + config.batchSize()
              + " training pairs, was less; lower learner.batch-size or raise --passes");
    }
  }

  private Optional<Ranks> byKnownPairs(
      CrossModalLearner learner, DataSet<PairItem> train, List<byte[]> held) {
    List<SampleInput> inputs = rows.stream().map(ItemRows::input).toList();
    if (inputs.stream().anyMatch(input -> input.spec().columns() > WIDEST_COMPARED)) {
      return Optional.empty();
    }
    List<byte[]> known = rows(train, MOST_KNOWN);
    Device device = learner.queryEncoder(0).parameters().device();
    return Optional.of(known)
        .filter(k -> k.get(0).length > 0)
        .map(k -> new KnownPairs(inputs, k, held).ranks(device));
  }

  /** The rows of each modality, of pairs drawn from a set. */
  private List<byte[]> rows(DataSet<PairItem> set, int most) {
    List<ByteArrayOutputStream> values =
        List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    List<byte[]> row = List.of(new byte[rowBytes(0)], new byte[rowBytes(1)]);
    for (PairItem pair : set.items(Order.IID, 0, most)) {
      if (write(pair, row, 0)) {
        values.get(0).writeBytes(row.get(0));
        values.get(1).writeBytes(row.get(1));
      }
    }
    return values.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private Ranks ranks(CrossModalLearner learner, List<byte[]> held) {
    try (Matrix first = projections(learner, 0, held);
        Matrix second = projections(learner, 1, held)) {
      return new Ranks(RetrievalProbe.ranks(first, second), RetrievalProbe.ranks(second, first));
    }
  }

  private Matrix projections(CrossModalLearner learner, int side, List<byte[]> held) {
    byte[] values = held.get(side);
    return Representations.projections(
        learner.queryEncoder(side), rows.get(side).input(), values, values.length / rowBytes(side));
  }

  private int rowBytes(int side) {
    return rows.get(side).input().rowBytes();
  }

  /** Writes both rows of a pair as number {@code row}; says whether both could be used. */
  private boolean write(PairItem pair, List<byte[]> values, int row) {
    for (int side = 0; side < modalities.size(); side++) {
      Optional<Item> part = pair.part(modalities.get(side));
      if (part.isEmpty()
          || !rows.get(side).write(part.get(), values.get(side), row * rowBytes(side))) {
        return false;
      }
    }
    return true;
  }

  /** A batch in the making. */
  private final class Filling {

    private final List<byte[]> values;
    private final long[] items;
    private int filled;

    Filling(int batchSize) {
      values = List.of(new byte[batchSize * rowBytes(0)], new byte[batchSize * rowBytes(1)]);
      items = new long[batchSize];
    }

    boolean add(PairItem pair) {
      if (!write(pair, values, filled)) {
        return false;
      }
      items[filled++] = ItemHash.of(pair.id());
      return true;
    }

    boolean isFull() {
      return filled == items.length;
    }

    PairBatch take() {
      filled = 0;
      long[] times = new long[items.length];
      return new PairBatch(
          new Batch(values.get(0), times, items), new Batch(values.get(1), times, items));
    }
  }
}
