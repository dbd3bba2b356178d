package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;

import dev.slipstream.ingest.FileType;
import dev.slipstream.ingest.Payload;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * From the bytes of a PNG, JPEG, GIF or BMP file to pixels, or a refusal with its reason; nothing
 * else ever comes out, whatever the bytes hold.
 *
 * <p>The file's structure is walked and its size taken from the header before any pixel is decoded,
 * so that a small file that claims to be huge costs nothing. Time is bounded by stopping the
 * decoder from within, on the calling thread; no thread is ever left behind. Transparent pixels are
 * put on white; of an animation the first picture is taken; the camera's orientation mark (EXIF, in
 * JPEG and PNG) is applied, colour profiles are not. Immutable and thread-safe.
 */
public final class ImageDecoder {

  private final int maxBytes;
  private final long maxPixels;
  private final Duration timeout;
  private final LongSupplier nanoTime;

  private ImageDecoder(int maxBytes, long maxPixels, Duration timeout, LongSupplier nanoTime) {
    this.maxBytes = maxBytes;
    this.maxPixels = maxPixels;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /**
   * A decoder with these limits.
   *
   * @param maxBytes most bytes of a file
   * @param maxPixels most pixels (height times width) of an image
   * @param timeout most time for decoding one image
   */
  public static ImageDecoder of(int maxBytes, long maxPixels, Duration timeout) {
    return of(maxBytes, maxPixels, timeout, System::nanoTime);
  }

  static ImageDecoder of(int maxBytes, long maxPixels, Duration timeout, LongSupplier nanoTime) {
    return new ImageDecoder(maxBytes, maxPixels, timeout, nanoTime);
  }

  /**
   * The type of a file by its first bytes, checked against what was declared.
   *
   * @param declared a {@code content-type}; empty or {@code application/octet-stream} says nothing
   * @throws RefusedException if the file is empty, too long, of no known type, or not of the type
   *     declared
   */
  public ImageType type(byte[] file, Optional<String> declared) throws RefusedException {
    Payload.requireLength("file", file, maxBytes);
    return FileType.of(ImageType.values(), "image", "PNG, JPEG, GIF, BMP", file, declared);
  }

  /**
   * The pixels of a file of a known type.
   *
   * @throws RefusedException if they cannot be had within the limits
   */
  public DecodedImage decode(byte[] file, ImageType type) throws RefusedException {
    Container container = Container.of(type, file);
    if (container.pixels() > maxPixels) {
      throw new RefusedException(
          Reason.TOO_MANY_PIXELS,
          "The header claims %d x %d pixels; at most %d are taken."
              .formatted(container.width(), container.height(), maxPixels));
    }
    try {
      return container.orientation().apply(Pixels.of(read(container)));
    } catch (IOException | RuntimeException e) {
      throw corrupt(
          type, "cannot be decoded: " + RefusedException.shown(String.valueOf(e.getMessage())));
    } catch (OutOfMemoryError e) {
      // One allocation that was refused leaves nothing half done, and the next image may be small.
      throw corrupt(type, "needs more memory than there is");
    }
  }

  private BufferedImage read(Container container) throws IOException, RefusedException {
    ImageReader reader =
        ImageIO.getImageReadersByFormatName(container.type().name().toLowerCase(Locale.ROOT))
            .next();
    DecodeWatch watch = new DecodeWatch(nanoTime, timeout);
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(container.file()))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) != container.width() || reader.getHeight(0) != container.height()) {
        throw corrupt(container.type(), "has a header that contradicts itself");
      }
      reader.addIIOReadProgressListener(watch);
      reader.addIIOReadWarningListener(watch);
      BufferedImage image = reader.read(0);
      watch.requireGood(container.type());
      return image;
    } finally {
      reader.dispose();
    }
  }
}
