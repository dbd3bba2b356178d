package dev.slipstream.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  private static final Optional<String> UNDECLARED = Optional.empty();

  private final ImageDecoder decoder = ImageDecoder.of(1 << 20, 16_000_000, Duration.ofSeconds(30));

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void keepsGreyPixelsExactly(String format) throws RefusedException {
    BufferedImage image = ImageFixtures.ramp(16, 9);

    DecodedImage decoded = decode(ImageFixtures.encode(image, format));

    assertThat(decoded.channels()).isEqualTo(1);
    assertThat(decoded.height()).isEqualTo(9);
    assertThat(decoded.width()).isEqualTo(16);
    assertThat(decoded.pixels()).isEqualTo(samples(image));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void keepsColoursExactly(String format) throws RefusedException {
    BufferedImage image = ImageFixtures.noise(13, 7, BufferedImage.TYPE_INT_RGB, 1);

    DecodedImage decoded = decode(ImageFixtures.encode(image, format));

    assertThat(decoded.channels()).isEqualTo(3);
    assertThat(decoded.pixels()).isEqualTo(samples(image));
  }

  @Test
  void readsGreyAndColourJpeg() throws RefusedException {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSamples(0, 0, 16, 16, 0, filled(256, 90));
    BufferedImage red = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    red.setRGB(0, 0, 16, 16, filled(256, 0xC80000), 0, 16);

    DecodedImage decodedGrey = decode(ImageFixtures.encode(grey, "jpeg"));
    DecodedImage decodedRed = decode(ImageFixtures.progressiveJpeg(red));

    assertThat(decodedGrey.channels()).isEqualTo(1);
    assertThat(decodedGrey.pixels()).containsOnly(90);
    assertThat(decodedRed.channels()).isEqualTo(3);
    assertThat(decodedRed.pixels()[0] & 0xFF).isBetween(197, 203);
    assertThat(decodedRed.pixels()[256] & 0xFF).isLessThan(4);
  }

  @Test
  void putsTransparentPixelsOnWhite() throws RefusedException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00123456);
    image.setRGB(1, 0, 0xFF102030);
    image.setRGB(2, 0, 0x80000000);

    DecodedImage decoded = decode(ImageFixtures.encode(image, "png"));

    assertThat(unsigned(decoded.pixels()))
        .containsExactly(255, 16, 127, 255, 32, 127, 255, 48, 127);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif"})
  void looksColoursUpInAPalette(String format) throws RefusedException {
    DecodedImage decoded = decode(ImageFixtures.encode(ImageFixtures.palette(), format));

    assertThat(unsigned(decoded.pixels()))
        .containsExactly(255, 255, 100, 0, 0, 255, 100, 0, 0, 255, 100, 255);
  }

  @Test
  void bringsSixteenBitsToEight() throws RefusedException {
    DecodedImage grey = decode(ImageFixtures.encode(ImageFixtures.deep(1), "png"));
    DecodedImage colour = decode(ImageFixtures.encode(ImageFixtures.deep(3), "png"));

    assertThat(unsigned(grey.pixels())).containsExactly(0, 50, 100, 150);
    assertThat(unsigned(colour.pixels()))
        .containsExactly(0, 50, 100, 150, 50, 100, 150, 200, 100, 150, 200, 250);
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, PNG",
    "IMAGE/PNG; charset=binary, PNG",
    "application/octet-stream, PNG",
    "'', PNG",
  })
  void takesADeclaredTypeThatFits(String declared, ImageType expected) throws RefusedException {
    byte[] png = ImageFixtures.encode(ImageFixtures.ramp(8, 8), "png");

    assertThat(decoder.type(png, Optional.of(declared))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "image/jpeg, CONTENT_TYPE_MISMATCH",
    "image/tiff, UNKNOWN_CONTENT_TYPE",
    "nonsense, UNKNOWN_CONTENT_TYPE",
  })
  void refusesADeclaredTypeThatDoesNotFit(String declared, Reason reason) {
    byte[] png = ImageFixtures.encode(ImageFixtures.ramp(8, 8), "png");

    assertThat(refusal(png, Optional.of(declared)).reason()).isEqualTo(reason);
  }

  @Test
  void refusesTextThatIsDeclaredAsAnImage() {
    byte[] text = "hello, this is no image".getBytes(StandardCharsets.UTF_8);

    assertThat(refusal(text, Optional.of("image/png")))
        .hasMessage(
            "The event declares image/png but its bytes begin like no image that is understood.")
        .extracting(RefusedException::reason)
        .isEqualTo(Reason.CONTENT_TYPE_MISMATCH);
    assertThat(refusal(text, UNDECLARED).reason()).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
  }

  @Test
  void refusesNothingAndTooMuch() {
    assertThat(refusal(new byte[0], UNDECLARED).reason()).isEqualTo(Reason.EMPTY_PAYLOAD);
    assertThat(refusal(new byte[(1 << 20) + 1], UNDECLARED))
        .hasMessage("The file has 1048577 bytes; at most 1048576 are taken.")
        .extracting(RefusedException::reason)
        .isEqualTo(Reason.PAYLOAD_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp", "jpeg"})
  void refusesAHeaderThatClaimsAHundredMegapixels(String format) {
    byte[] file = claimingToBeHuge(format);

    assertThat(file.length).isLessThan(2048);
    assertThat(refusal(file, UNDECLARED).reason())
        .isIn(
            Reason.TOO_MANY_PIXELS, format.equals("bmp") ? Reason.CORRUPT : Reason.TOO_MANY_PIXELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp", "jpeg"})
  void refusesAFileThatIsCutShortAnywhere(String format) {
    BufferedImage image = ImageFixtures.noise(8, 8, BufferedImage.TYPE_BYTE_GRAY, 3);
    byte[] file = ImageFixtures.encode(image, format);

    int needed = format.equals("gif") ? file.length - 1 : file.length; // a GIF ends with a mark
    for (int length = 8; length < needed; length++) {
      assertThat(refusal(Arrays.copyOf(file, length), UNDECLARED).reason())
          .as("the first %d bytes of %d", length, file.length)
          .isIn(Reason.CORRUPT, Reason.UNSUPPORTED_ENCODING);
    }
  }

  @Test
  void findsOneFlippedBitInAPng() {
    byte[] png =
        ImageFixtures.encode(ImageFixtures.noise(8, 8, BufferedImage.TYPE_INT_RGB, 4), "png");
    png[60] ^= 4;

    assertThat(refusal(png, UNDECLARED))
        .hasMessage("The PNG file has a chunk whose checksum is wrong.");
  }

  @Test
  void neverUnpacksTextAndProfiles() throws RefusedException {
    byte[] png = ImageFixtures.encode(ImageFixtures.ramp(8, 8), "png");
    byte[] bomb = ImageFixtures.withChunk(png, "zTXt", new byte[] {'a', 0, 0, 1, 2, 3});
    bomb = ImageFixtures.withChunk(bomb, "iCCP", new byte[] {1, 2, 3});

    assertThat(decode(bomb).pixels()).isEqualTo(samples(ImageFixtures.ramp(8, 8)));
  }

  @Test
  void refusesKindsOfJpegThatAreNotDecoded() {
    byte[] jpeg =
        ImageFixtures.encode(ImageFixtures.noise(8, 8, BufferedImage.TYPE_INT_RGB, 5), "jpeg");
    int frame = indexOf(jpeg, 0xC0);
    byte[] cmyk = jpeg.clone();
    cmyk[frame + 9] = 4;
    byte[] arithmetic = jpeg.clone();
    arithmetic[frame + 1] = (byte) 0xC9;
    byte[] twelveBits = jpeg.clone();
    twelveBits[frame + 4] = 12;

    assertThat(refusal(cmyk, UNDECLARED))
        .hasMessage("The JPEG file has 4 colour components, as CMYK has, which is not decoded.")
        .extracting(RefusedException::reason)
        .isEqualTo(Reason.UNSUPPORTED_ENCODING);
    assertThat(refusal(arithmetic, UNDECLARED).reason()).isEqualTo(Reason.UNSUPPORTED_ENCODING);
    assertThat(refusal(twelveBits, UNDECLARED).reason()).isEqualTo(Reason.UNSUPPORTED_ENCODING);
  }

  @Test
  void refusesAJpegOfEndlessScans() {
    byte[] jpeg =
        ImageFixtures.progressiveJpeg(ImageFixtures.noise(8, 8, BufferedImage.TYPE_INT_RGB, 6));
    int scan = indexOf(jpeg, 0xDA);
    int next = scan + 2;
    while (!(jpeg[next] == (byte) 0xFF && jpeg[next + 1] != 0)) {
      next++;
    }
    byte[] one = Arrays.copyOfRange(jpeg, scan, next);
    ByteBuffer many = ByteBuffer.allocate(jpeg.length + 100 * one.length);
    many.put(jpeg, 0, next);
    for (int i = 0; i < 100; i++) {
      many.put(one);
    }
    many.put(jpeg, next, jpeg.length - next);

    assertThat(refusal(many.array(), UNDECLARED))
        .hasMessageContaining("scans")
        .extracting(RefusedException::reason)
        .isEqualTo(Reason.UNSUPPORTED_ENCODING);
  }

  @Test
  void refusesABitmapThatHidesAnotherFile() {
    byte[] bmp = ImageFixtures.encode(ImageFixtures.ramp(8, 8), "bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(30, 5); // an embedded PNG

    assertThat(refusal(bmp, UNDECLARED).reason()).isEqualTo(Reason.UNSUPPORTED_ENCODING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp", "jpeg"})
  void stopsADecoderThatTakesTooLong(String format) {
    AtomicLong clock = new AtomicLong();
    ImageDecoder slow =
        ImageDecoder.of(
            1 << 20, 1000, Duration.ofSeconds(1), () -> clock.getAndAdd(2_000_000_000L));
    byte[] file = ImageFixtures.encode(ImageFixtures.ramp(8, 8), format);

    RefusedException refusal =
        catchThrowableOfType(
            RefusedException.class, () -> slow.decode(file, slow.type(file, UNDECLARED)));

    assertThat(refusal)
        .hasMessage("Decoding took longer than 1000 ms.")
        .extracting(RefusedException::reason)
        .isEqualTo(Reason.DECODE_TIMEOUT);
  }

  private DecodedImage decode(byte[] file) throws RefusedException {
    return decoder.decode(file, decoder.type(file, UNDECLARED));
  }

  private RefusedException refusal(byte[] file, Optional<String> declared) {
    return catchThrowableOfType(
        RefusedException.class, () -> decoder.decode(file, decoder.type(file, declared)));
  }

  private static byte[] claimingToBeHuge(String format) {
    byte[] file = ImageFixtures.encode(ImageFixtures.ramp(8, 8), format);
    ByteBuffer little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    switch (format) {
      case "png" -> {
        return ImageFixtures.pngClaiming(10_000, 10_000);
      }
      case "gif" -> {
        int image = 13 + (file[10] < 0 ? 3 << ((file[10] & 7) + 1) : 0);
        while (file[image] != 0x2C) {
          image += 2;
          while (file[image] != 0) {
            image += 1 + (file[image] & 0xFF);
          }
          image++;
        }
        little.putShort(image + 5, (short) 10_000).putShort(image + 7, (short) 10_000);
      }
      case "bmp" -> little.putInt(18, 10_000).putInt(22, 10_000);
      default -> {
        int frame = indexOf(file, 0xC0);
        ByteBuffer.wrap(file)
            .putShort(frame + 5, (short) 10_000)
            .putShort(frame + 7, (short) 10_000);
      }
    }
    return file;
  }

  private static int indexOf(byte[] jpeg, int marker) {
    for (int i = 2; i < jpeg.length; i++) {
      if (jpeg[i] == (byte) 0xFF && (jpeg[i + 1] & 0xFF) == marker) {
        return i;
      }
    }
    throw new IllegalArgumentException("no such marker");
  }

  /** The image's 8-bit samples, band by band. */
  private static byte[] samples(BufferedImage image) {
    int plane = image.getWidth() * image.getHeight();
    int bands = image.getRaster().getNumBands();
    byte[] out = new byte[bands * plane];
    for (int b = 0; b < bands; b++) {
      int[] band =
          image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), b, (int[]) null);
      for (int i = 0; i < plane; i++) {
        out[b * plane + i] = (byte) band[i];
      }
    }
    return out;
  }

  private static int[] filled(int length, int value) {
    int[] array = new int[length];
    Arrays.fill(array, value);
    return array;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    Arrays.setAll(values, i -> bytes[i] & 0xFF);
    return values;
  }
}
