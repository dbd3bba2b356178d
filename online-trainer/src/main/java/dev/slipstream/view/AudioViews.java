package dev.slipstream.view;

import dev.slipstream.encoder.Noise;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;

/**
 * Makes views of sounds from their log-mel frames: a window of the row near a place that both views
 * of a step have in common, its time and its bands stretched and shifted, as two small products
 * {@code A · X · Bᵀ}; then gain, a tilt of the bands, noise and masks as one factor and one summand
 * of each value. A mask is 0, the mean level. Thread-safe.
 *
 * <p>A view is a pure function of sound, seed, encoder, step, view and position in the batch.
 */
public final class AudioViews implements Views {

  /** Instead of a view's number, for what is drawn once for all views. */
  private static final int BOTH = -1;

  private final AudioViewConfig config;
  private final Spectrogram shape;
  private final long stream;

  private AudioViews(AudioViewConfig config, Spectrogram shape, long stream) {
    this.config = config;
    this.shape = shape;
    this.stream = stream;
  }

  /**
   * Views for one encoder.
   *
   * @param shape of a row; its context should be {@link AudioViewConfig#context}
   * @param seed and {@code encoder}: two encoders of one seed see different views
   */
  public static AudioViews of(
      AudioViewConfig config, Spectrogram shape, long seed, String encoder) {
    return new AudioViews(config, shape, ViewRandom.stream(seed, encoder));
  }

  @Override
  public Matrix view(Device device, byte[] values, int rows, long step, int view) {
    Matrix sounds = shape.whole(device, values, rows);
    int size = shape.frames() * shape.bands();
    float[] time = new float[rows * shape.frames() * shape.rowFrames()];
    float[] bands = new float[rows * shape.bands() * shape.bands()];
    float[] factor = new float[rows * size];
    float[] summand = new float[rows * size];
    for (int i = 0; i < rows; i++) {
      ViewRandom random = ViewRandom.at(stream, step, view, i);
      AudioDraw draw = AudioDraw.of(config, shape, random);
      double place = place(values, i, step);
      draw.writeTime(time, i * shape.frames() * shape.rowFrames(), shape, place);
      draw.writeBands(bands, i * shape.bands() * shape.bands(), shape.bands());
      writeLevels(draw, random, factor, summand, i * size);
    }
    Matrix warped =
        sounds.batchMatmul(device.of(bands, rows, shape.bands() * shape.bands()), shape.bands());
    Matrix placed =
        device
            .of(time, rows, shape.frames() * shape.rowFrames())
            .batchMatmul(warped, shape.rowFrames());
    placed.multiplyInPlace(device.of(factor, rows, size));
    placed.addInPlace(device.of(summand, rows, size));
    return placed;
  }

  @Override
  public Noise noise(long step, int view) {
    return new DropoutNoise(stream, step, view);
  }

  /** Frames behind the row's middle; the middle itself if a window is not to move or cannot. */
  private double place(byte[] values, int row, long step) {
    AudioDraw.Range sound = shape.sound(values, row);
    int first = sound.from() - shape.context();
    int last = sound.to() - shape.frames() - shape.context();
    if (config.roam() == 0 || first >= last) {
      return 0;
    }
    return ViewRandom.at(stream, step, BOTH, row).between(within(first), within(last));
  }

  private int within(int place) {
    return Math.max(-config.roam(), Math.min(config.roam(), place));
  }

  /** Leaves masked values at factor 0 and summand 0. */
  private void writeLevels(
      AudioDraw draw, ViewRandom random, float[] factor, float[] summand, int offset) {
    float[] tilt = new float[shape.bands()];
    for (int band = 0; band < tilt.length; band++) {
      tilt[band] = (float) draw.tilt(band, tilt.length);
    }
    for (int frame = 0; frame < shape.frames(); frame++) {
      for (int band = 0; band < tilt.length; band++) {
        double noise = random.between(-draw.noise(), draw.noise());
        if (!draw.maskedFrames().has(frame) && !draw.maskedBands().has(band)) {
          int at = offset + frame * tilt.length + band;
          factor[at] = (float) draw.gain();
          summand[at] = tilt[band] + (float) noise;
        }
      }
    }
  }
}
