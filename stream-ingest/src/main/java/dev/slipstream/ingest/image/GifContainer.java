package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.image.ImageType.GIF;

import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Walks a GIF file (GIF89a specification) to its first picture and keeps that one alone. */
final class GifContainer {

  private static final int HEADER = 13; // signature and screen descriptor
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int IMAGE = 0x2C;
  private static final int TRAILER = 0x3B;

  private GifContainer() {}

  static Container read(byte[] file) throws RefusedException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    int at = HEADER + paletteBytes(file[10]);
    requireInside(file, at);
    kept.write(file, 0, at);
    byte[] control = {};
    while (true) {
      int block = file[at] & 0xFF;
      if (block == EXTENSION) {
        int end = endOfBlocks(file, at + 2);
        if ((file[at + 1] & 0xFF) == GRAPHIC_CONTROL) {
          control = Arrays.copyOfRange(file, at, end);
        }
        at = end;
      } else if (block == IMAGE) {
        int data = at + 10 + paletteBytes(file[at + 9]);
        int end = endOfBlocks(file, data + 1);
        kept.writeBytes(control);
        kept.write(file, at, end - at);
        kept.write(TRAILER);
        return container(file, at, kept.toByteArray());
      } else {
        throw corrupt(GIF, "holds no picture");
      }
    }
  }

  private static Container container(byte[] file, int at, byte[] kept) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int width = in.getShort(at + 5) & 0xFFFF;
    int height = in.getShort(at + 7) & 0xFFFF;
    if (width == 0 || height == 0) {
      throw corrupt(GIF, "holds no pixels");
    }
    return new Container(GIF, height, width, kept);
  }

  private static int paletteBytes(byte packed) {
    return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
  }

  /** Behind the empty block that ends a chain of blocks of up to 255 bytes. */
  private static int endOfBlocks(byte[] file, int from) throws RefusedException {
    int at = from;
    while (file[at] != 0) {
      at += 1 + (file[at] & 0xFF);
    }
    requireInside(file, at);
    return at + 1;
  }

  private static void requireInside(byte[] file, int at) throws RefusedException {
    if (at >= file.length) {
      throw corrupt(GIF, "is cut short");
    }
  }
}
