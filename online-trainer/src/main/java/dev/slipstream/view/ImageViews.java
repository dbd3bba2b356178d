package dev.slipstream.view;

import dev.slipstream.encoder.Noise;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.Arrays;

/**
 * Makes views of batches: random resized crop, flip and blur as two small products per image,
 * {@code A · X · Bᵀ}; brightness, contrast, saturation, hue and grayscale as one affine map of its
 * channels, clamped to the range of pixels; then normalised. Thread-safe.
 *
 * <p>A view is a pure function of image, seed, encoder, step, view and position in the batch.
 */
public final class ImageViews implements Views {

  private final ViewConfig config;
  private final ImageShape shape;
  private final long stream;

  private ImageViews(ViewConfig config, ImageShape shape, long stream) {
    this.config = config;
    this.shape = shape;
    this.stream = stream;
  }

  /**
   * Views for one encoder.
   *
   * @param seed and {@code encoder}: two encoders of one seed see different views
   */
  public static ImageViews of(ViewConfig config, ImageShape shape, long seed, String encoder) {
    return new ImageViews(config, shape, ViewRandom.stream(seed, encoder));
  }

  @Override
  public Matrix view(Device device, byte[] values, int rows, long step, int view) {
    return view(device.ofBytes(values, rows, shape.size(), 1 / 255f, 0), step, view);
  }

  @Override
  public Noise noise(long step, int view) {
    return new DropoutNoise(stream, step, view);
  }

  /**
   * One view of each image.
   *
   * @param images values in [0, 1], {@code [N, channels * height * width]}; not changed
   * @return normalised, of the same shape
   */
  Matrix view(Matrix images, long step, int view) {
    ViewDraw[] draws = new ViewDraw[images.rows()];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = ViewDraw.of(config, ViewRandom.at(stream, step, view, i));
    }
    Matrix placed = movesPixels() ? resample(images, draws) : images.copy();
    return changesColour() ? recolour(placed, draws) : normalize(placed);
  }

  private boolean movesPixels() {
    return config.cropMin() < 1 || config.cropRatio() > 1 || config.flip() > 0 || config.blur() > 0;
  }

  private boolean changesColour() {
    return config.brightness() > 0 || config.contrast() > 0 || changesChannels();
  }

  private boolean changesChannels() {
    return shape.channels() == 3
        && (config.saturation() > 0 || config.hue() > 0 || config.grayscale() > 0);
  }

  private Matrix resample(Matrix images, ViewDraw[] draws) {
    return Resampler.apply(
        images,
        shape,
        Arrays.stream(draws).map(ViewDraw::vertical).toList(),
        Arrays.stream(draws).map(ViewDraw::horizontal).toList());
  }

  /** {@code clamp(brightness * (contrast * (M·v - mean) + mean), 0, 1)}, normalised on the way. */
  private Matrix recolour(Matrix images, ViewDraw[] draws) {
    int n = draws.length;
    float[] meanShare = new float[n];
    for (int i = 0; i < n; i++) {
      meanShare[i] = (float) (draws[i].colour().meanShare() / config.std());
    }
    Device device = images.device();
    Matrix offset = images.matmul(greyWeights(device));
    offset.multiplyInPlace(device.of(meanShare, n, 1));
    offset.addInPlace(scalar(device, -config.mean() / config.std()));

    Matrix changed = changesChannels() ? mix(images, draws) : stretch(images, draws);
    changed.addInPlace(offset);
    changed.clampInPlace(
        (float) (-config.mean() / config.std()), (float) ((1 - config.mean()) / config.std()));
    return changed;
  }

  private Matrix stretch(Matrix images, ViewDraw[] draws) {
    float[] gain = new float[draws.length];
    for (int i = 0; i < gain.length; i++) {
      gain[i] = (float) (draws[i].colour().gain() / config.std());
    }
    images.multiplyInPlace(images.device().of(gain, gain.length, 1));
    return images;
  }

  private Matrix mix(Matrix images, ViewDraw[] draws) {
    float[] maps = new float[draws.length * 9];
    for (int i = 0; i < draws.length; i++) {
      double[][] channels = draws[i].colour().channels();
      double gain = draws[i].colour().gain() / config.std();
      for (int j = 0; j < 9; j++) {
        maps[9 * i + j] = (float) (gain * channels[j / 3][j % 3]);
      }
    }
    return images.device().of(maps, draws.length, 9).batchMatmul(images, 3);
  }

  /** A column that averages an image's grey, {@code [size, 1]}. */
  private Matrix greyWeights(Device device) {
    int plane = shape.height() * shape.width();
    float[] weights = new float[shape.size()];
    for (int i = 0; i < weights.length; i++) {
      double share = shape.channels() == 1 ? 1 : ColourChange.LUMA[i / plane];
      weights[i] = (float) (share / plane);
    }
    return device.of(weights, weights.length, 1);
  }

  private Matrix normalize(Matrix images) {
    images.multiplyInPlace((float) (1 / config.std()));
    images.addInPlace(scalar(images.device(), -config.mean() / config.std()));
    return images;
  }

  private static Matrix scalar(Device device, double value) {
    return device.of(new float[] {(float) value}, 1, 1);
  }
}
