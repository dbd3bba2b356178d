package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.image.ImageType.BMP;

import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Walks a Windows bitmap and writes it again with the plain 40-byte header: colour profiles, links
 * to other files and embedded JPEG or PNG files are left behind. Transparency is not read.
 */
final class BmpContainer {

  private static final int FILE_HEADER = 14;
  private static final int INFO_HEADER = 40;
  private static final int MASKS = 12;
  private static final int RGB = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BITFIELDS = 3;
  private static final Set<Integer> HEADERS = Set.of(40, 52, 56, 108, 124);
  private static final Set<Integer> DEPTHS = Set.of(1, 4, 8, 16, 24, 32);

  private BmpContainer() {}

  static Container read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int data = in.getInt(10);
    int header = in.getInt(14);
    if (!HEADERS.contains(header)) {
      throw unsupported(BMP, "has a header of " + header + " bytes");
    }
    int width = in.getInt(18);
    long height = Math.abs((long) in.getInt(22)); // negative: top row first
    int depth = in.getShort(28);
    int compression = in.getInt(30);
    requireKnown(depth, compression);
    int masks = compression == BITFIELDS ? MASKS : 0;
    int paletteAt = FILE_HEADER + header + (header == INFO_HEADER ? masks : 0);
    int palette = depth > 8 ? 0 : 4 * colours(in.getInt(46), depth);
    if (width < 1 || height < 1 || height > Integer.MAX_VALUE) {
      throw corrupt(BMP, "holds no pixels");
    }
    if (data < paletteAt || palette > data - paletteAt || data >= file.length) {
      throw corrupt(BMP, "has a header that contradicts itself");
    }
    long rowBytes = ((long) width * depth + 31) / 32 * 4;
    boolean runs = compression == RLE8 || compression == RLE4;
    if (!runs && rowBytes * height > file.length - data) {
      throw corrupt(BMP, "is cut short");
    }
    byte[] plain = new byte[FILE_HEADER + INFO_HEADER + masks + palette + file.length - data];
    System.arraycopy(file, 0, plain, 0, FILE_HEADER + INFO_HEADER + masks);
    int pixelsAt = FILE_HEADER + INFO_HEADER + masks + palette;
    System.arraycopy(file, paletteAt, plain, pixelsAt - palette, palette);
    System.arraycopy(file, data, plain, pixelsAt, file.length - data);
    ByteBuffer out = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(2, plain.length).putInt(10, pixelsAt).putInt(14, INFO_HEADER);
    out.putInt(34, file.length - data).putInt(46, palette / 4);
    return new Container(BMP, (int) height, width, plain);
  }

  private static void requireKnown(int depth, int compression) throws RefusedException {
    boolean known =
        switch (compression) {
          case RGB -> DEPTHS.contains(depth);
          case RLE8 -> depth == 8;
          case RLE4 -> depth == 4;
          case BITFIELDS -> depth == 16 || depth == 32;
          default -> false;
        };
    if (!known) {
      throw unsupported(BMP, "has compression " + compression + " at " + depth + " bits a pixel");
    }
  }

  private static int colours(int used, int depth) throws RefusedException {
    int most = 1 << depth;
    if (used < 0 || used > most) {
      throw corrupt(BMP, "names " + used + " colours of " + most);
    }
    return used == 0 ? most : used;
  }
}
