package dev.slipstream.view;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.List;

/**
 * How views differ from their image and how pixels are normalised. The strengths default to those
 * of MoCo v2 with a gentler crop, and no blur, for small images.
 *
 * @param cropMin least share of the image's area a crop keeps
 * @param cropMax greatest share
 * @param cropRatio crops are up to this much wider or higher than the image is
 * @param flip probability of a horizontal flip
 * @param brightness factor within {@code 1 ± brightness}
 * @param contrast factor within {@code 1 ± contrast}
 * @param saturation factor within {@code 1 ± saturation}; colour only
 * @param hue turn within {@code ± hue} of the circle; colour only
 * @param grayscale probability of losing all colour; colour only
 * @param blur probability of a Gaussian blur
 * @param blurSigmaMin least deviation, pixels
 * @param blurSigmaMax greatest deviation, pixels
 * @param mean subtracted from values in [0, 1]
 * @param std what they are then divided by
 */
public record ViewConfig(
    double cropMin,
    double cropMax,
    double cropRatio,
    double flip,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    double grayscale,
    double blur,
    double blurSigmaMin,
    double blurSigmaMax,
    double mean,
    double std) {

  public static final Option<Double> CROP_MIN =
      Option.ofDouble("view.crop-min", 0.3)
          .atLeast(0.01)
          .atMost(1.0)
          .doc("Least share of an image's area that a crop keeps.");
  public static final Option<Double> CROP_MAX =
      Option.ofDouble("view.crop-max", 1)
          .atLeast(0.01)
          .atMost(1.0)
          .doc("Greatest share of an image's area that a crop keeps.");
  public static final Option<Double> CROP_RATIO =
      Option.ofDouble("view.crop-ratio", 4.0 / 3)
          .atLeast(1.0)
          .atMost(10.0)
          .doc("How much wider or higher than the image a crop may be.");
  public static final Option<Double> FLIP =
      probability("view.flip", 0.5).doc("Probability of a horizontal flip.");
  public static final Option<Double> BRIGHTNESS =
      strength("view.brightness", 0.4, 1)
          .doc("Brightness is multiplied by a factor within 1 ± this.");
  public static final Option<Double> CONTRAST =
      strength("view.contrast", 0.4, 1)
          .doc("Contrast about the image's mean is multiplied by a factor within 1 ± this.");
  public static final Option<Double> SATURATION =
      strength("view.saturation", 0.4, 1)
          .doc("Saturation is multiplied by a factor within 1 ± this; colour images only.");
  public static final Option<Double> HUE =
      strength("view.hue", 0.1, 0.5)
          .unit("turns")
          .doc("Hue is turned by up to this in either direction; colour images only.");
  public static final Option<Double> GRAYSCALE =
      probability("view.grayscale", 0.2)
          .doc("Probability of losing all colour; colour images only.");
  public static final Option<Double> BLUR =
      probability("view.blur", 0).doc("Probability of a Gaussian blur.");
  public static final Option<Double> BLUR_SIGMA_MIN =
      Option.ofDouble("view.blur-sigma-min", 0.1)
          .above(0.0)
          .atMost(20.0)
          .unit("pixels")
          .doc("Least standard deviation of the blur.");
  public static final Option<Double> BLUR_SIGMA_MAX =
      Option.ofDouble("view.blur-sigma-max", 2)
          .above(0.0)
          .atMost(20.0)
          .unit("pixels")
          .doc("Greatest standard deviation of the blur.");
  public static final Option<Double> MEAN =
      Option.ofDouble("view.mean", 0.286)
          .atLeast(0.0)
          .atMost(1.0)
          .doc("Subtracted from pixel values in [0, 1] before encoding.");
  public static final Option<Double> STD =
      Option.ofDouble("view.std", 0.353)
          .atLeast(0.001)
          .atMost(10.0)
          .doc("What pixel values are divided by before encoding.");

  public static final List<Option<?>> OPTIONS =
      List.of(
          CROP_MIN,
          CROP_MAX,
          CROP_RATIO,
          FLIP,
          BRIGHTNESS,
          CONTRAST,
          SATURATION,
          HUE,
          GRAYSCALE,
          BLUR,
          BLUR_SIGMA_MIN,
          BLUR_SIGMA_MAX,
          MEAN,
          STD);

  public ViewConfig {
    CROP_MIN.check(cropMin);
    CROP_MAX.check(cropMax);
    CROP_RATIO.check(cropRatio);
    FLIP.check(flip);
    BRIGHTNESS.check(brightness);
    CONTRAST.check(contrast);
    SATURATION.check(saturation);
    HUE.check(hue);
    GRAYSCALE.check(grayscale);
    BLUR.check(blur);
    BLUR_SIGMA_MIN.check(blurSigmaMin);
    BLUR_SIGMA_MAX.check(blurSigmaMax);
    MEAN.check(mean);
    STD.check(std);
    requireOrder(CROP_MIN, cropMin, CROP_MAX, cropMax);
    requireOrder(BLUR_SIGMA_MIN, blurSigmaMin, BLUR_SIGMA_MAX, blurSigmaMax);
  }

  /** Reads the options of this record. */
  public static ViewConfig from(Settings settings) {
    return new ViewConfig(
        settings.get(CROP_MIN),
        settings.get(CROP_MAX),
        settings.get(CROP_RATIO),
        settings.get(FLIP),
        settings.get(BRIGHTNESS),
        settings.get(CONTRAST),
        settings.get(SATURATION),
        settings.get(HUE),
        settings.get(GRAYSCALE),
        settings.get(BLUR),
        settings.get(BLUR_SIGMA_MIN),
        settings.get(BLUR_SIGMA_MAX),
        settings.get(MEAN),
        settings.get(STD));
  }

  /**
   * Images as they are, normalised and nothing else: what an encoder embeds.
   *
   * @param pixels unsigned bytes, {@code [rows, shape.size()]}, row-major
   * @return {@code (pixel / 255 - mean) / std}, {@code [rows, shape.size()]}
   * @throws IllegalArgumentException if the lengths do not agree
   */
  public Matrix plain(Device device, byte[] pixels, int rows, ImageShape shape) {
    return device.ofBytes(
        pixels, rows, shape.size(), (float) (1 / (255 * std)), (float) (-mean / std));
  }

  private static Option<Double> probability(String key, double defaultValue) {
    return Option.ofDouble(key, defaultValue).atLeast(0.0).atMost(1.0);
  }

  private static Option<Double> strength(String key, double defaultValue, double most) {
    return Option.ofDouble(key, defaultValue).atLeast(0.0).atMost(most);
  }

  private static void requireOrder(
      Option<Double> least, double low, Option<Double> most, double high) {
    if (low > high) {
      throw new IllegalArgumentException(
          least.key() + ": must be <= " + most.key() + " (" + high + "), was " + low);
    }
  }
}
