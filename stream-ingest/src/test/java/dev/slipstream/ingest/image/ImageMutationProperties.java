package dev.slipstream.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.ingest.Mutations;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done to an image file, out comes an image or a refusal, and nothing else. */
class ImageMutationProperties {

  private static final int MAX_PIXELS = 100_000;

  private static final List<byte[]> FILES =
      List.of(
          ImageFixtures.encode(ImageFixtures.noise(9, 7, BufferedImage.TYPE_INT_RGB, 1), "png"),
          ImageFixtures.encode(ImageFixtures.noise(9, 7, BufferedImage.TYPE_INT_ARGB, 1), "png"),
          ImageFixtures.encode(ImageFixtures.palette(), "png"),
          ImageFixtures.encode(ImageFixtures.noise(19, 17, BufferedImage.TYPE_INT_RGB, 2), "jpeg"),
          ImageFixtures.encode(ImageFixtures.ramp(19, 17), "jpeg"),
          ImageFixtures.progressiveJpeg(ImageFixtures.noise(19, 7, BufferedImage.TYPE_INT_RGB, 3)),
          ImageFixtures.encode(ImageFixtures.noise(9, 7, BufferedImage.TYPE_BYTE_GRAY, 4), "gif"),
          ImageFixtures.encode(ImageFixtures.noise(9, 7, BufferedImage.TYPE_3BYTE_BGR, 5), "bmp"),
          ImageFixtures.encode(ImageFixtures.palette(), "bmp"));

  private final ImageDecoder decoder = ImageDecoder.of(1 << 20, MAX_PIXELS, Duration.ofSeconds(30));
  private final ImageFeaturizer featurizer = ImageFeaturizer.to(new ImageShape(8, 8, 1));

  @Property(tries = 3000)
  void flippedBitsEndAsAnImageOrARefusal(
      @ForAll @IntRange(min = 0, max = 8) int file,
      @ForAll @IntRange(min = 1, max = 8) int flips,
      @ForAll long seed) {
    byte[] mutated = FILES.get(file).clone();
    Mutations.flipBits(mutated, 0, mutated.length, flips, new Random(seed));

    requireImageOrRefusal(mutated);
  }

  @Property(tries = 1000)
  void headersOfNoiseEndAsAnImageOrARefusal(
      @ForAll @IntRange(min = 0, max = 8) int file,
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll long seed) {
    requireImageOrRefusal(Mutations.withNoise(FILES.get(file), 8, length, new Random(seed)));
  }

  @Property(tries = 1000)
  void spliceOfTwoFilesEndsAsAnImageOrARefusal(
      @ForAll @IntRange(min = 0, max = 8) int first,
      @ForAll @IntRange(min = 0, max = 8) int second,
      @ForAll long seed) {
    requireImageOrRefusal(Mutations.spliced(FILES.get(first), FILES.get(second), new Random(seed)));
  }

  private void requireImageOrRefusal(byte[] file) {
    try {
      DecodedImage image = decoder.decode(file, decoder.type(file, Optional.empty()));
      assertThat(image.height() * image.width()).isBetween(1, MAX_PIXELS);
      assertThat(featurizer.pixels(image)).hasSize(64);
    } catch (RefusedException e) {
      assertThat(e.reason()).isNotEqualTo(Reason.REASON_UNSPECIFIED);
      assertThat(e.getMessage()).hasSizeBetween(10, 300).doesNotContain("\n");
    }
  }
}
