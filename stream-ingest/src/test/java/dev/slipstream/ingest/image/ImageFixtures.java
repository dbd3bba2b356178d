package dev.slipstream.ingest.image;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Small image files of every kind, made on the spot. */
public final class ImageFixtures {

  private ImageFixtures() {}

  /** Noise: the same for the same seed. */
  public static BufferedImage noise(int width, int height, int type, long seed) {
    BufferedImage image = new BufferedImage(width, height, type);
    WritableRaster raster = image.getRaster();
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int b = 0; b < raster.getNumBands(); b++) {
          raster.setSample(x, y, b, random.nextInt(1 << raster.getSampleModel().getSampleSize(b)));
        }
      }
    }
    return image;
  }

  /** A grey ramp: value = 7 * x + 3 * y, modulo 256. */
  public static BufferedImage ramp(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, (7 * x + 3 * y) & 0xFF);
      }
    }
    return image;
  }

  /** Four colours: red, transparent, grey 100, blue; as a row of pixels. */
  public static BufferedImage palette() {
    byte[] red = {(byte) 255, 9, 100, 0};
    byte[] green = {0, 9, 100, 0};
    byte[] blue = {0, 9, 100, (byte) 255};
    IndexColorModel model = new IndexColorModel(8, 4, red, green, blue, 1);
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    for (int x = 0; x < 4; x++) {
      image.getRaster().setSample(x, 0, 0, x);
    }
    return image;
  }

  /**
   * 16-bit samples, grey (1 band) or RGB (3 bands), each 257 times the 8-bit value 50 * (x + b).
   */
  public static BufferedImage deep(int bands) {
    int[] offsets = {0, 1, 2};
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_USHORT,
            4,
            1,
            4 * bands,
            bands,
            Arrays.copyOf(offsets, bands),
            new Point(0, 0));
    for (int x = 0; x < 4; x++) {
      for (int b = 0; b < bands; b++) {
        raster.setSample(x, 0, b, 257 * 50 * (x + b));
      }
    }
    var space = ColorSpace.getInstance(bands == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    var model =
        new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
    return new BufferedImage(model, raster, false, null);
  }

  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format + ": no writer takes this image");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] progressiveJpeg(BufferedImage image) {
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A good PNG whose header claims another size, with a right checksum. */
  public static byte[] pngClaiming(int width, int height) {
    byte[] png = encode(ramp(8, 8), "png");
    ByteBuffer buffer = ByteBuffer.wrap(png);
    buffer.putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    buffer.putInt(29, (int) crc.getValue());
    return png;
  }

  /** The PNG with one more chunk behind its header. */
  public static byte[] withChunk(byte[] png, String type, byte[] data) {
    byte[] typed =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(typed);
    return ByteBuffer.allocate(png.length + data.length + 12)
        .put(png, 0, 33)
        .putInt(data.length)
        .put(typed)
        .putInt((int) crc.getValue())
        .put(png, 33, png.length - 33)
        .array();
  }

  /** EXIF that says an orientation and, before it, something else. */
  public static byte[] exif(int orientation, ByteOrder order) {
    return ByteBuffer.allocate(38)
        .order(order)
        .put(order == ByteOrder.LITTLE_ENDIAN ? new byte[] {'I', 'I'} : new byte[] {'M', 'M'})
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 2)
        .putShort((short) 0x010F) // the camera's maker, of 8 letters elsewhere
        .putShort((short) 2)
        .putInt(8)
        .putInt(30)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** The JPEG with an application segment behind its beginning. */
  public static byte[] withExif(byte[] jpeg, byte[] exif) {
    return ByteBuffer.allocate(jpeg.length + exif.length + 10)
        .put(jpeg, 0, 2)
        .putShort((short) 0xFFE1)
        .putShort((short) (exif.length + 8))
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }
}
