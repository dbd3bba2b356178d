package dev.slipstream.ingest.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a picture must be turned to stand upright: the tag {@code Orientation} of EXIF 2.32 (JEITA
 * CP-3451, 4.6.5.1), of which there are eight. Each is a transposition or none, followed by mirrors
 * or none.
 *
 * @param transposed whether stored rows are the picture's columns
 * @param fromBottom whether the first stored row is the last of the picture, or, transposed, the
 *     last column
 * @param fromRight whether the first stored column is the last of the picture, or, transposed, the
 *     last row
 */
record Orientation(boolean transposed, boolean fromBottom, boolean fromRight) {

  /** As it is stored. */
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12; // bytes

  /**
   * Reads the tag. A damaged directory says nothing: it is not the pixels that are damaged.
   *
   * @param file holds a TIFF header and its first directory
   * @param from where the header begins
   * @param length bytes that belong to it
   */
  static Orientation read(byte[] file, int from, int length) {
    try {
      return of(value(ByteBuffer.wrap(file, from, length).slice()));
    } catch (IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  private static int value(ByteBuffer tiff) {
    boolean little = tiff.get(0) == 'I';
    tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + i * ENTRY;
      if (tiff.getShort(at) == TAG && tiff.getShort(at + 2) == SHORT) {
        return tiff.getShort(at + 8);
      }
    }
    return 1;
  }

  private static Orientation of(int value) {
    return switch (value) {
      case 2 -> new Orientation(false, false, true);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, true, false);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> UPRIGHT;
    };
  }

  /** The picture as it was seen; the same object where nothing is to be turned. */
  DecodedImage apply(DecodedImage stored) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    int rows = stored.height();
    int columns = stored.width();
    int height = transposed ? columns : rows;
    int width = transposed ? rows : columns;
    byte[] from = stored.pixels();
    byte[] out = new byte[from.length];
    int o = 0;
    for (int plane = 0; plane < from.length; plane += rows * columns) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int row = transposed ? x : y;
          int column = transposed ? y : x;
          int r = fromBottom ? rows - 1 - row : row;
          int c = fromRight ? columns - 1 - column : column;
          out[o++] = from[plane + r * columns + c];
        }
      }
    }
    return new DecodedImage(height, width, stored.channels(), out);
  }
}
