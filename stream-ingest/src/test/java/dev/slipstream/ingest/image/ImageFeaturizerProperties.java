package dev.slipstream.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ImageFeaturizerProperties {

  @Property(tries = 30)
  void anImageThatHasTheShapePassesThroughUnchanged(
      @ForAll @IntRange(min = 8, max = 40) int height,
      @ForAll @IntRange(min = 8, max = 40) int width,
      @ForAll boolean colour,
      @ForAll long seed) {
    int channels = colour ? 3 : 1;
    DecodedImage image = noise(height, width, channels, seed);

    byte[] out = ImageFeaturizer.to(new ImageShape(height, width, channels)).pixels(image);

    assertThat(out).isEqualTo(image.pixels());
  }

  @Property(tries = 200)
  void aConstantImageStaysConstant(
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll byte value,
      @ForAll @IntRange(min = 8, max = 64) int toHeight,
      @ForAll @IntRange(min = 8, max = 64) int toWidth) {
    byte[] pixels = new byte[height * width];
    Arrays.fill(pixels, value);

    byte[] out =
        ImageFeaturizer.to(new ImageShape(toHeight, toWidth, 3))
            .pixels(new DecodedImage(height, width, 1, pixels));

    assertThat(out).hasSize(3 * toHeight * toWidth).containsOnly(value);
  }

  @Property(tries = 100)
  void neitherShrinkingNorEnlargingLeavesTheRangeOfTheValues(
      @ForAll @IntRange(min = 1, max = 100) int height,
      @ForAll @IntRange(min = 1, max = 100) int width,
      @ForAll long seed) {
    DecodedImage image = noise(height, width, 1, seed);

    byte[] out = ImageFeaturizer.to(new ImageShape(16, 24, 1)).pixels(image);

    assertThat(unsigned(out).min().orElseThrow())
        .isGreaterThanOrEqualTo(unsigned(image.pixels()).min().orElseThrow());
    assertThat(unsigned(out).max().orElseThrow())
        .isLessThanOrEqualTo(unsigned(image.pixels()).max().orElseThrow());
  }

  @Example
  void shrinkingTakesTheMeanOfEachArea() {
    byte[] pixels = new byte[16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (10 * (i / 32) + 4 * (i % 2)); // rows in pairs, columns alternating
    }

    byte[] out =
        ImageFeaturizer.to(new ImageShape(8, 8, 1)).pixels(new DecodedImage(16, 16, 1, pixels));

    for (int y = 0; y < 8; y++) {
      assertThat(Arrays.copyOfRange(out, y * 8, y * 8 + 8)).containsOnly(10 * y + 2);
    }
  }

  @Example
  void enlargingIsLinearBetweenPixelCentres() {
    byte[] out =
        ImageFeaturizer.to(new ImageShape(8, 8, 1))
            .pixels(new DecodedImage(1, 2, 1, new byte[] {0, 80}));

    assertThat(Arrays.copyOf(out, 8)).containsExactly(0, 0, 10, 30, 50, 70, 80, 80);
    assertThat(Arrays.copyOfRange(out, 56, 64)).containsExactly(0, 0, 10, 30, 50, 70, 80, 80);
  }

  @Example
  void greyIsRec601Luma() {
    byte full = (byte) 255;
    byte[] rgb = new byte[3 * 64];
    rgb[0] = full; // red
    rgb[64 + 1] = full; // green
    rgb[128 + 2] = full; // blue
    rgb[3] = rgb[64 + 3] = rgb[128 + 3] = 77; // grey stays

    byte[] out = ImageFeaturizer.to(new ImageShape(8, 8, 1)).pixels(new DecodedImage(8, 8, 3, rgb));

    assertThat(unsigned(Arrays.copyOf(out, 4))).containsExactly(76, 150, 29, 77);
  }

  @Example
  void anImageOnePixelWideAndVeryTallIsResized() {
    DecodedImage tall = noise(1_000_000, 1, 1, 1);
    DecodedImage wide = noise(1, 1_000_000, 1, 1);
    ImageFeaturizer featurizer = ImageFeaturizer.to(new ImageShape(224, 224, 1));

    assertThat(featurizer.pixels(tall)).hasSize(224 * 224);
    assertThat(featurizer.pixels(wide)).hasSize(224 * 224);
  }

  private static DecodedImage noise(int height, int width, int channels, long seed) {
    byte[] pixels = new byte[channels * height * width];
    new Random(seed).nextBytes(pixels);
    return new DecodedImage(height, width, channels, pixels);
  }

  private static IntStream unsigned(byte[] bytes) {
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF);
  }
}
