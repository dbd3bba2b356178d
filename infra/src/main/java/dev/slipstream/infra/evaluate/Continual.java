package dev.slipstream.infra.evaluate;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Whitening;
import dev.slipstream.infra.data.Order;
import dev.slipstream.probe.KnnProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What an encoder keeps of what came long ago: at stages of the stream, how many of a few test
 * items of each block of classes their nearest neighbours tell. A block counts from the stage on in
 * which it has come.
 */
public final class Continual {

  /** Most stages, and most rows a stage's probe compares: what they cost is to stay small. */
  private static final int MOST_STAGES = 10;

  private static final int BANK_ROWS = 2000;
  private static final int TEST_ROWS = 1000;

  private final RepresentationProbe probe;
  private final int[] blockOf;
  private final int blocks;
  private final boolean[] come;
  private final List<double[]> stages = new ArrayList<>();
  private final List<boolean[]> comeBy = new ArrayList<>();

  /**
   * Before the stream.
   *
   * @param probe of the whole evaluation, of which some rows are taken
   * @param classes how many there are
   * @param order of the stream
   */
  Continual(RepresentationProbe probe, int classes, Order order) {
    this.probe =
        new RepresentationProbe(
            probe.bank().some(BANK_ROWS), probe.test().some(TEST_ROWS), probe.input());
    this.blockOf = order.blocksOf(classes);
    this.blocks = 1 + Arrays.stream(blockOf).max().orElse(0);
    this.come = new boolean[blocks];
  }

  /**
   * What came out.
   *
   * @param forgetting mean over the blocks that had come before the last stage of how much better
   *     they were told at their best than in the end (Chaudhry et al. 2018, arXiv:1801.10112,
   *     section 3); below 0 where all are told better and better
   * @param average mean over the stages of how well the blocks that had come were told
   * @param last how well all were told in the end
   */
  public record Result(double forgetting, double average, double last) {}

  /** Stages the stream is to be cut into: one for each block, at most ten. */
  int wanted() {
    return Math.min(MOST_STAGES, Math.max(2, blocks));
  }

  /** An item of a class has come; -1 for none. */
  void came(int label) {
    if (label >= 0) {
      come[blockOf[label]] = true;
    }
  }

  /** A stage has ended. */
  void stage(Encoder encoder, Optional<Whitening> whitening) {
    try (Features plain = probe.representations(encoder);
        Features features = whitening.map(plain::whitened).orElse(plain)) {
      int[] labels = probe.test().labels();
      int[] found =
          new KnnProbe(RepresentationProbe.NEIGHBOURS)
              .classify(features.bank(), probe.bank().labels(), features.test());
      double[] hits = new double[blocks];
      int[] rows = new int[blocks];
      for (int i = 0; i < found.length; i++) {
        int block = blockOf[labels[i]];
        rows[block]++;
        hits[block] += found[i] == labels[i] ? 1 : 0;
      }
      stages.add(
          IntStream.range(0, blocks)
              .mapToDouble(b -> rows[b] == 0 ? Double.NaN : hits[b] / rows[b])
              .toArray());
      comeBy.add(come.clone());
    }
  }

  /** What the stages say together; NaN where there were none. */
  Result result() {
    int last = stages.size() - 1;
    if (last < 0) {
      return new Result(Double.NaN, Double.NaN, Double.NaN);
    }
    double forgetting =
        IntStream.range(0, blocks)
            .filter(b -> last > 0 && comeBy.get(last - 1)[b])
            .mapToDouble(
                b ->
                    IntStream.range(0, last)
                            .filter(t -> comeBy.get(t)[b])
                            .mapToDouble(t -> stages.get(t)[b])
                            .max()
                            .orElseThrow()
                        - stages.get(last)[b])
            .filter(value -> !Double.isNaN(value))
            .average()
            .orElse(Double.NaN);
    double average =
        IntStream.rangeClosed(0, last).mapToDouble(this::accuracy).average().orElseThrow();
    return new Result(forgetting, average, accuracy(last));
  }

  /** Mean over the blocks that had come. */
  private double accuracy(int stage) {
    return IntStream.range(0, blocks)
        .filter(b -> comeBy.get(stage)[b])
        .mapToDouble(b -> stages.get(stage)[b])
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
