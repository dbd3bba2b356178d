package dev.slipstream.encoder;

import java.util.Arrays;

/**
 * What the dropout layers of one training pass drop. Passes with the same noise drop the same, on
 * every engine: it is the same function each time it is asked.
 */
@FunctionalInterface
public interface Noise {

  /** Nothing is dropped. */
  Noise NONE =
      (layer, rows, columns, keep) -> {
        float[] mask = new float[Math.multiplyExact(rows, columns)];
        Arrays.fill(mask, 1);
        return mask;
      };

  /**
   * What a layer's input is multiplied by (inverted dropout: Srivastava et al. 2014, JMLR 15,
   * section 10).
   *
   * @param layer the dropout layer's name
   * @param rows N, samples of the batch
   * @param columns values of a sample, channel by channel
   * @param keep the share that is kept, in (0, 1]
   * @return {@code [rows, columns]}, row-major: 0 where dropped, else {@code 1 / keep}
   */
  float[] mask(String layer, int rows, int columns, double keep);
}
