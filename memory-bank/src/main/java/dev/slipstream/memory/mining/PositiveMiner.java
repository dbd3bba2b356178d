package dev.slipstream.memory.mining;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Says which samples are alike. */
public interface PositiveMiner {

  /**
   * The positives of each query among candidates, ascending.
   *
   * @param queries N samples
   * @param candidates K samples, others than the queries or other views of them
   * @return for each query rows of the candidates, often none
   */
  int[][] positives(RowFacts queries, RowFacts candidates);

  /** The positives of each sample among the others of its batch. */
  default int[][] among(RowFacts batch) {
    int[][] positives = positives(batch, batch);
    return IntStream.range(0, positives.length)
        .mapToObj(own -> Arrays.stream(positives[own]).filter(row -> row != own).toArray())
        .toArray(int[][]::new);
  }
}
