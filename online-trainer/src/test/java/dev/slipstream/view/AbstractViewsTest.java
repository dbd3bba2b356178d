package dev.slipstream.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What views must be on any device. */
abstract class AbstractViewsTest {

  static final ImageShape GREY = new ImageShape(11, 13, 1);
  static final ImageShape COLOUR = new ImageShape(9, 12, 3);
  private static final float CLOSE = 2e-6f;

  private final Device device = device();
  private Scope scope;

  abstract Device device();

  @BeforeEach
  void openScope() {
    scope = device.scope();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @Test
  void givesTheImageBackWhenNothingIsToChange() {
    float[] images = images(COLOUR, 4, 1);

    float[] view = view(still(), COLOUR, images, 4, 7, 0);

    assertThat(view).containsExactly(images, within(CLOSE));
  }

  @Test
  void cropsAsAPlainBilinearLoopDoes() {
    Settings crop = still().with(ViewConfig.CROP_MIN, 0.2).with(ViewConfig.CROP_RATIO, 1.5);
    for (ImageShape shape : new ImageShape[] {GREY, COLOUR}) {
      float[] images = images(shape, 6, 2);

      float[] view = view(crop, shape, images, 6, 3, 1);

      assertThat(view).containsExactly(plainCrop(crop, shape, images, 3, 1), within(1e-5f));
    }
  }

  @Test
  void aCropOfAllIsTheImage() {
    float[] images = images(COLOUR, 2, 9);
    Matrix all = device.of(images, 2, COLOUR.size());

    Matrix cut = Crop.cut(all, COLOUR, List.of(new Crop(0, 0, 1, 1), new Crop(0, 0, 1, 1)));

    assertThat(cut.toArray()).containsExactly(images, within(CLOSE));
  }

  @Test
  void cropsOfOneImageLieBelowEachOther() {
    int size = 12;
    ImageShape shape = new ImageShape(size, size, 3);
    float[] quarters = new float[2 * shape.size()]; // each quarter of each plane of its own value
    for (int i = 0; i < quarters.length; i++) {
      int quarter = 2 * (i / size % size / (size / 2)) + i % size / (size / 2);
      quarters[i] = 10 * (i / (size * size)) + quarter;
    }
    Crop upperRight = new Crop(0.05, 0.55, 0.4, 0.4);
    Crop lowerLeft = new Crop(0.55, 0.05, 0.4, 0.4);

    Matrix cut =
        Crop.cut(
            device.of(quarters, 2, shape.size()),
            shape,
            List.of(upperRight, lowerLeft, upperRight, upperRight));

    float[] found = cut.toArray();
    int[] quarterOfRow = {1, 2, 1, 1};
    for (int i = 0; i < found.length; i++) {
      int row = i / shape.size();
      int plane = row / 2 * 3 + i / (size * size) % 3;
      assertThat(found[i]).isCloseTo(10 * plane + quarterOfRow[row], within(1e-4f));
    }
  }

  @Test
  void asManyCropsOfEachImageAreNeeded() {
    Matrix images = device.of(images(GREY, 2, 9), 2, GREY.size());

    assertThatThrownBy(() -> Crop.cut(images, GREY, List.of(new Crop(0, 0, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crops: must be as many of each of 2 images, were 1");
  }

  @Test
  void flipsByMirroringRows() {
    float[] images = images(COLOUR, 3, 3);
    float[] expected = new float[images.length];
    int width = COLOUR.width();
    for (int i = 0; i < images.length; i++) {
      expected[i] = images[i - i % width + width - 1 - i % width];
    }

    float[] view = view(still().with(ViewConfig.FLIP, 1.0), COLOUR, images, 3, 0, 0);

    assertThat(view).containsExactly(expected, within(CLOSE));
  }

  @Test
  void blurKeepsConstantsAndSums() {
    Settings blur =
        still()
            .with(ViewConfig.BLUR, 1.0)
            .with(ViewConfig.BLUR_SIGMA_MAX, 3.0)
            .with(ViewConfig.BLUR_SIGMA_MIN, 1.0);
    float[] constant = new float[2 * GREY.size()];
    Arrays.fill(constant, 0.3f);
    float[] images = images(GREY, 2, 4);

    float[] blurredConstant = view(blur, GREY, constant, 2, 0, 0);
    float[] blurred = view(blur, GREY, images, 2, 0, 0);

    assertThat(blurredConstant).containsExactly(constant, within(CLOSE));
    assertThat(sum(blurred)).isCloseTo(sum(images), within(1e-3));
    assertThat(roughness(blurred)).isLessThan(0.3 * roughness(images));
  }

  @Test
  void jittersGreyAboutTheMeanOfTheImage() {
    Settings jitter = still().with(ViewConfig.BRIGHTNESS, 0.4).with(ViewConfig.CONTRAST, 0.4);
    float[] images = images(GREY, 5, 5);
    float[] expected = new float[images.length];
    for (int i = 0; i < 5; i++) {
      ColourChange drawn = draw(jitter, 2, 1, i).colour();
      float[] image = Arrays.copyOfRange(images, i * GREY.size(), (i + 1) * GREY.size());
      double mean = sum(image) / image.length;
      for (int j = 0; j < image.length; j++) {
        double changed = ((image[j] - mean) * drawn.contrast() + mean) * drawn.brightness();
        expected[i * GREY.size() + j] = (float) Math.max(0, Math.min(1, changed));
      }
    }

    assertThat(view(jitter, GREY, images, 5, 2, 1)).containsExactly(expected, within(1e-5f));
  }

  @Test
  void turnsHueAndSaturationWithoutChangingGrey() {
    Settings jitter = still().with(ViewConfig.SATURATION, 0.3).with(ViewConfig.HUE, 0.1);
    float[] images = images(COLOUR, 4, 6);
    for (int i = 0; i < images.length; i++) {
      images[i] = 0.4f + 0.2f * images[i]; // no colour leaves the range, so nothing is clamped
    }

    float[] view = view(jitter, COLOUR, images, 4, 0, 0);

    assertThat(luma(view)).containsExactly(luma(images), within(1e-5f));
    assertThat(distance(view, images)).isGreaterThan(0.5);
  }

  @Test
  void grayscaleGivesEachChannelTheGreyOfThePixel() {
    float[] images = images(COLOUR, 2, 7);
    float[] grey = luma(images);
    int plane = COLOUR.height() * COLOUR.width();
    float[] expected = new float[images.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = grey[i / COLOUR.size() * plane + i % plane];
    }

    float[] view = view(still().with(ViewConfig.GRAYSCALE, 1.0), COLOUR, images, 2, 0, 0);

    assertThat(view).containsExactly(expected, within(1e-5f));
  }

  @Test
  void staysInTheRangeOfPixels() {
    float[] images = images(COLOUR, 20, 8);

    float[] view = view(allOn(), COLOUR, images, 20, 0, 0);

    for (float value : view) {
      assertThat(value).isBetween(-CLOSE, 1 + CLOSE);
    }
  }

  @Test
  void dependsOnThePositionAndNotOnTheRestOfTheBatch() {
    float[] images = images(COLOUR, 6, 9);

    float[] all = view(allOn(), COLOUR, images, 6, 4, 0);
    float[] firstTwo = view(allOn(), COLOUR, Arrays.copyOf(images, 2 * COLOUR.size()), 2, 4, 0);

    assertThat(Arrays.copyOf(all, firstTwo.length)).containsExactly(firstTwo, within(CLOSE));
  }

  @Test
  void differsBetweenStepsViewsSeedsAndEncodersAndIsRepeatable() {
    float[] images = images(GREY, 2, 10);
    Matrix batch = device.of(images, 2, GREY.size());
    ViewConfig config = ViewConfig.from(allOn());
    ImageViews views = ImageViews.of(config, GREY, 1, "image");
    float[] view = views.view(batch, 5, 0).toArray();

    assertThat(views.view(batch, 5, 0).toArray()).containsExactly(view);
    assertThat(views.view(batch, 6, 0).toArray()).isNotEqualTo(view);
    assertThat(views.view(batch, 5, 1).toArray()).isNotEqualTo(view);
    assertThat(ImageViews.of(config, GREY, 2, "image").view(batch, 5, 0).toArray())
        .isNotEqualTo(view);
    assertThat(ImageViews.of(config, GREY, 1, "other").view(batch, 5, 0).toArray())
        .isNotEqualTo(view);
    assertThat(batch.toArray()).containsExactly(images);
  }

  @Test
  void normalisesPlainImagesAsItNormalisesViews() {
    byte[] pixels = new byte[3 * GREY.size()];
    new Random(11).nextBytes(pixels);
    ViewConfig config =
        ViewConfig.from(still().with(ViewConfig.MEAN, 0.286).with(ViewConfig.STD, 0.353));
    ImageViews views = ImageViews.of(config, GREY, 0, "image");

    float[] view = views.view(device, pixels, 3, 0, 0).toArray();

    assertThat(config.plain(device, pixels, 3, GREY).toArray())
        .containsExactly(view, within(1e-5f));
  }

  @Test
  void refusesImagesOfAnotherSize() {
    ImageViews views = ImageViews.of(ViewConfig.from(still()), GREY, 0, "image");

    assertThatThrownBy(() -> views.view(device, new byte[200], 2, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values: must be 286 for [2, 143], was 200");
  }

  /** No change at all, and values kept in [0, 1]. */
  static Settings still() {
    Settings settings = Settings.defaults(ViewConfig.OPTIONS);
    for (Option<?> option : ViewConfig.OPTIONS) {
      boolean one =
          option == ViewConfig.CROP_MIN
              || option == ViewConfig.CROP_MAX
              || option == ViewConfig.CROP_RATIO
              || option == ViewConfig.STD;
      if (!option.key().contains("sigma")) {
        settings = settings.with(Map.of(option.key(), one ? "1" : "0"));
      }
    }
    return settings;
  }

  static Settings allOn() {
    return Settings.defaults(ViewConfig.OPTIONS)
        .with(ViewConfig.BLUR, 0.5)
        .with(ViewConfig.MEAN, 0.0)
        .with(ViewConfig.STD, 1.0);
  }

  /** Random images with values in [0, 1). */
  static float[] images(ImageShape shape, int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n * shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private float[] view(
      Settings settings, ImageShape shape, float[] images, int n, long step, int view) {
    return ImageViews.of(ViewConfig.from(settings), shape, 1, "image")
        .view(device.of(images, n, shape.size()), step, view)
        .toArray();
  }

  private static ViewDraw draw(Settings settings, long step, int view, int position) {
    long stream = ViewRandom.stream(1, "image");
    return ViewDraw.of(ViewConfig.from(settings), ViewRandom.at(stream, step, view, position));
  }

  private static float[] plainCrop(
      Settings settings, ImageShape shape, float[] images, long step, int view) {
    float[] out = new float[images.length];
    int plane = shape.height() * shape.width();
    for (int i = 0; i < images.length; i++) {
      ViewDraw draw = draw(settings, step, view, i / shape.size());
      double y = source(draw.vertical(), i % plane / shape.width(), shape.height());
      double x = source(draw.horizontal(), i % shape.width(), shape.width());
      out[i] = (float) bilinear(images, i - i % plane, shape, y, x);
    }
    return out;
  }

  private static double source(Resampling r, int i, int size) {
    double left = (1 + r.shift() - r.scale()) / 2 * size; // of the box, in pixels from the edge
    double pixel = left + (i + 0.5) * r.scale() - 0.5;
    return Math.max(0, Math.min(size - 1, pixel));
  }

  private static double bilinear(float[] images, int plane, ImageShape shape, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    int bottom = Math.min(top + 1, shape.height() - 1);
    int right = Math.min(left + 1, shape.width() - 1);
    double above =
        images[plane + top * shape.width() + left] * (1 - (x - left))
            + images[plane + top * shape.width() + right] * (x - left);
    double below =
        images[plane + bottom * shape.width() + left] * (1 - (x - left))
            + images[plane + bottom * shape.width() + right] * (x - left);
    return above * (1 - (y - top)) + below * (y - top);
  }

  private static float[] luma(float[] images) {
    int plane = COLOUR.height() * COLOUR.width();
    float[] grey = new float[images.length / 3];
    for (int i = 0; i < grey.length; i++) {
      int pixel = i / plane * COLOUR.size() + i % plane;
      grey[i] =
          0.299f * images[pixel]
              + 0.587f * images[pixel + plane]
              + 0.114f * images[pixel + 2 * plane];
    }
    return grey;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double roughness(float[] values) {
    double sum = 0;
    for (int i = 1; i < values.length; i++) {
      sum += Math.abs(values[i] - values[i - 1]);
    }
    return sum;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}
