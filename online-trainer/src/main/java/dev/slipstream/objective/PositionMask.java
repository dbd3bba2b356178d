package dev.slipstream.objective;

import dev.slipstream.view.ViewRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Which positions of each sample are hidden from an encoder. */
public final class PositionMask {

  /** Instead of a view's number. */
  private static final int DRAW = -2;

  private final boolean[] hidden;

  private PositionMask(boolean[] hidden) {
    this.hidden = hidden;
  }

  /**
   * Hides spans of neighbours that begin anywhere and may overlap (wav2vec 2.0: Baevski et al.
   * 2020, arXiv:2006.11477, section 3.1): at least one in each sample.
   *
   * @param stream of the random numbers
   * @param lengths how many of each sample's positions can be hidden, from the first on
   * @param positions T, of each sample
   * @param share of them that the spans would hide if none overlapped, in (0, 1]
   * @param span positions of a span
   */
  public static PositionMask spans(
      long stream, long step, int[] lengths, int positions, double share, int span) {
    boolean[] hidden = new boolean[lengths.length * positions];
    for (int row = 0; row < lengths.length; row++) {
      ViewRandom random = ViewRandom.at(stream, step, DRAW, row);
      int size = Math.min(span, lengths[row]);
      int count = Math.max(1, (int) (share * lengths[row] / size + random.next()));
      for (int i = 0; i < count; i++) {
        int from = row * positions + random.below(lengths[row] - size + 1);
        Arrays.fill(hidden, from, from + size, true);
      }
    }
    return new PositionMask(hidden);
  }

  /** The hidden ones, {@code sample * T + position} of each, ascending. */
  public int[] places() {
    return IntStream.range(0, hidden.length).filter(i -> hidden[i]).toArray();
  }
}
