package dev.slipstream.infra.data;

import dev.slipstream.ingest.image.DecodedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes 8-bit grey PNG files (RFC 2083): the same pixels always give the same bytes. */
final class GreyPng {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private GreyPng() {}

  static byte[] of(DecodedImage image) {
    if (image.channels() != 1) {
      throw new IllegalArgumentException("channels: must be 1, was " + image.channels());
    }
    ByteBuffer header = ByteBuffer.allocate(13).putInt(image.width()).putInt(image.height());
    header.put((byte) 8); // bits; then grey, deflate, adaptive filters, not interlaced: all 0
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", deflate(unfiltered(image)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Each row behind a zero, which says that it is not filtered. */
  private static byte[] unfiltered(DecodedImage image) {
    int width = image.width();
    byte[] rows = new byte[image.height() * (width + 1)];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.pixels(), y * width, rows, y * (width + 1) + 1, width);
    }
    return rows;
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] typed =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
