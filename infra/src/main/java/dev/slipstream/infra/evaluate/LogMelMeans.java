package dev.slipstream.infra.evaluate;

import dev.slipstream.input.AudioInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;

/** The plainest description of a sound: how loud each band is on average. */
public final class LogMelMeans {

  private LogMelMeans() {}

  /** The mean of each band over the frames an encoder is given, {@code [N, bands]}. */
  public static Baseline baseline(AudioInput input) {
    return new Baseline(
        "logmel_mean",
        (device, bank, test) ->
            new Features(means(device, input, bank), means(device, input, test)));
  }

  private static Matrix means(Device device, AudioInput input, LabelledRows sounds) {
    int bands = input.spectrogram().bands();
    int frames = input.spectrogram().frames();
    float[] averaging = new float[frames * bands * bands];
    for (int i = 0; i < frames * bands; i++) {
      averaging[i * bands + i % bands] = 1f / frames;
    }
    try (Scope scope = device.scope()) {
      return input
          .plain(device, sounds.values(), sounds.rows())
          .matmul(device.of(averaging, frames * bands, bands))
          .keep();
    }
  }
}
