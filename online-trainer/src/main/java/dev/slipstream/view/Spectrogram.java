package dev.slipstream.view;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/**
 * What a row of log-mel bytes means: {@code context} frames, then the {@code frames} that are
 * embedded, then {@code context} frames again, of {@code bands} bytes each. A frame of zeros is
 * silence; such frames also fill the row of a shorter sound.
 *
 * <p>Normalised, a value is a level above the mean of its band in its recording and then above the
 * mean of its frame, in units of 20 dB, and 0 in silence. Levels more than 40 dB below the row's
 * loudest count as 40 dB below it. So neither loudness and how it swells and fades, nor the noise
 * of a room, nor the colour of a voice or a microphone tells recordings apart (cepstral mean
 * subtraction: Atal 1974): what is left is how the spectrum's shape changes.
 *
 * @param frames an encoder takes
 * @param context frames on either side that views may take instead
 * @param bands in a frame
 */
public record Spectrogram(int frames, int context, int bands) {

  /** Bytes in 20 dB, as ingest scales them: 255 are 80 dB. */
  private static final float UNIT = 255f / 4;

  /** Bytes in 40 dB. */
  private static final int RANGE = 128;

  /** Frames in a row. */
  public int rowFrames() {
    return frames + 2 * context;
  }

  /** Bytes in a row. */
  public int rowBytes() {
    return rowFrames() * bands;
  }

  /**
   * The windows in the middle, normalised.
   *
   * @param values {@code [rows, rowBytes]}
   * @return {@code [rows, frames * bands]}
   * @throws IllegalArgumentException if the lengths do not agree
   */
  public Matrix plain(Device device, byte[] values, int rows) {
    return normalized(device, values, rows, context, frames);
  }

  /** Whole rows, normalised: {@code [rows, rowFrames * bands]}. */
  Matrix whole(Device device, byte[] values, int rows) {
    return normalized(device, values, rows, 0, rowFrames());
  }

  /** From the first to the last frame of a row that are not silent, none where all are. */
  AudioDraw.Range sound(byte[] values, int row) {
    int from = 0;
    int to = rowFrames();
    while (from < to && isSilent(values, row * rowBytes() + from * bands, bands)) {
      from++;
    }
    while (to > from && isSilent(values, row * rowBytes() + (to - 1) * bands, bands)) {
      to--;
    }
    return new AudioDraw.Range(from, to);
  }

  private static boolean isSilent(byte[] values, int at, int bands) {
    for (int band = 0; band < bands; band++) {
      if (values[at + band] != 0) {
        return false;
      }
    }
    return true;
  }

  private Matrix normalized(Device device, byte[] values, int rows, int first, int count) {
    if (values.length != rows * rowBytes()) {
      throw new IllegalArgumentException(
          "values: must be %d for [%d, %d], was %d"
              .formatted(rows * rowBytes(), rows, rowBytes(), values.length));
    }
    float[] out = new float[rows * count * bands];
    for (int row = 0; row < rows; row++) {
      Levels levels = Levels.of(values, row * rowBytes(), (row + 1) * rowBytes(), bands);
      for (int frame = 0; frame < count; frame++) {
        int from = row * rowBytes() + (first + frame) * bands;
        levels.write(values, from, out, (row * count + frame) * bands);
      }
    }
    return device.of(out, rows, count * bands);
  }

  /**
   * What a row is normalised by.
   *
   * @param floor least level, bytes
   * @param means of the bands over all frames that are not silent, bytes
   */
  private record Levels(int floor, float[] means) {

    static Levels of(byte[] values, int from, int to, int bands) {
      int loudest = 0;
      for (int i = from; i < to; i++) {
        loudest = Math.max(loudest, values[i] & 0xFF);
      }
      int floor = Math.max(0, loudest - RANGE);
      float[] means = new float[bands];
      int sounding = 0;
      for (int at = from; at < to; at += bands) {
        if (!isSilent(values, at, bands)) {
          sounding++;
          for (int band = 0; band < bands; band++) {
            means[band] += Math.max(floor, values[at + band] & 0xFF);
          }
        }
      }
      for (int band = 0; band < bands; band++) {
        means[band] /= Math.max(1, sounding);
      }
      return new Levels(floor, means);
    }

    /** One frame. */
    void write(byte[] values, int at, float[] out, int to) {
      if (!isSilent(values, at, means.length)) {
        float sum = 0;
        for (int band = 0; band < means.length; band++) {
          out[to + band] = (Math.max(floor, values[at + band] & 0xFF) - means[band]) / UNIT;
          sum += out[to + band];
        }
        for (int band = 0; band < means.length; band++) {
          out[to + band] -= sum / means.length;
        }
      }
    }
  }
}
