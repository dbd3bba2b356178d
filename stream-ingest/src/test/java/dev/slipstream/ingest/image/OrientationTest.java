package dev.slipstream.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.wire.RefusedException;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures stand upright, however the camera was held. */
class OrientationTest {

  private final ImageDecoder decoder = ImageDecoder.of(1 << 20, 1_000_000, Duration.ofSeconds(30));

  @ParameterizedTest
  @CsvSource({
    "1, 123 456",
    "2, 321 654",
    "3, 654 321",
    "4, 456 123",
    "5, 14 25 36",
    "6, 41 52 63",
    "7, 63 52 41",
    "8, 36 25 14",
    "0, 123 456",
    "9, 123 456"
  })
  void turnsWhatIsStored(int orientation, String rows) throws RefusedException {
    byte[] png = ImageFixtures.encode(oneToSix(), "png");

    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] exif = ImageFixtures.exif(orientation, order);
      assertThat(shown(decode(ImageFixtures.withChunk(png, "eXIf", exif)))).isEqualTo(rows);
    }
  }

  @Test
  void turnsEachColourOfAJpeg() throws RefusedException {
    BufferedImage stored = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 32; x++) {
        stored.setRGB(x, y, x < 16 ? 0xFF0000 : 0x0000FF);
      }
    }
    byte[] jpeg = ImageFixtures.encode(stored, "jpeg");

    DecodedImage turned =
        decode(ImageFixtures.withExif(jpeg, ImageFixtures.exif(6, ByteOrder.LITTLE_ENDIAN)));

    assertThat(turned.height()).isEqualTo(32);
    assertThat(turned.width()).isEqualTo(16);
    int plane = 32 * 16;
    assertThat(turned.pixels()[8] & 0xFF).as("red above").isGreaterThan(200);
    assertThat(turned.pixels()[2 * plane + 8] & 0xFF).as("no blue above").isLessThan(50);
    assertThat(turned.pixels()[plane - 8] & 0xFF).as("no red below").isLessThan(50);
    assertThat(turned.pixels()[3 * plane - 8] & 0xFF).as("blue below").isGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 8, 9, 12, 20, 31})
  void exifThatIsCutShortSaysNothing(int length) throws RefusedException {
    byte[] png = ImageFixtures.encode(oneToSix(), "png");
    byte[] exif = Arrays.copyOf(ImageFixtures.exif(3, ByteOrder.BIG_ENDIAN), length);

    assertThat(shown(decode(ImageFixtures.withChunk(png, "eXIf", exif)))).isEqualTo("123 456");
  }

  @Test
  void damagedExifNeverStopsADecoder() throws RefusedException {
    byte[] jpeg = ImageFixtures.encode(oneToSix(), "jpeg");
    Random random = new Random(5);

    for (int i = 0; i < 500; i++) {
      byte[] exif = ImageFixtures.exif(6, ByteOrder.LITTLE_ENDIAN);
      exif[random.nextInt(exif.length)] = (byte) random.nextInt();
      exif[random.nextInt(exif.length)] = (byte) random.nextInt();

      assertThat(decode(ImageFixtures.withExif(jpeg, exif)).pixels()).hasSize(6);
    }
  }

  private DecodedImage decode(byte[] file) throws RefusedException {
    return decoder.decode(file, decoder.type(file, Optional.empty()));
  }

  /** Two rows of three pixels. */
  private static BufferedImage oneToSix() {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 3, 2, 0, new int[] {1, 2, 3, 4, 5, 6});
    return image;
  }

  private static String shown(DecodedImage image) {
    StringBuilder digits = new StringBuilder();
    for (byte pixel : image.pixels()) {
      digits.append(pixel);
    }
    return digits.toString().replaceAll("(.{" + image.width() + "})(?=.)", "$1 ");
  }
}
