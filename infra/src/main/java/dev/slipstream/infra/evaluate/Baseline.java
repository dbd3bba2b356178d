package dev.slipstream.infra.evaluate;

import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;

/**
 * Plain features that nothing was learned for, to compare representations with.
 *
 * @param name in keys of results, such as {@code raw}
 * @param maker of the features
 */
public record Baseline(String name, Maker maker) {

  /** Makes features of rows. */
  public interface Maker {

    /**
     * The features of both parts.
     *
     * @param bank all that may be fitted to, its labels excepted
     */
    Features of(Device device, LabelledRows bank, LabelledRows test);
  }

  /** What the encoder is given: the normalised pixels of images. */
  public static Baseline raw(SampleInput input) {
    return new Baseline(
        "raw",
        (device, bank, test) ->
            new Features(
                input.plain(device, bank.values(), bank.rows()),
                input.plain(device, test.values(), test.rows())));
  }
}
