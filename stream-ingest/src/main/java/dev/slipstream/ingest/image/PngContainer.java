package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.image.ImageType.PNG;

import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Walks a PNG file (RFC 2083): keeps the chunks that make pixels and checks their sums. */
final class PngContainer {

  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int TRNS = 0x74524E53;
  private static final int IDAT = 0x49444154;
  private static final int EXIF = 0x65584966;
  private static final int IEND = 0x49454E44;

  private PngContainer() {}

  static Container read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file);
    int width = 0;
    int height = 0;
    boolean data = false;
    Orientation orientation = Orientation.UPRIGHT;
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE);
    int at = SIGNATURE;
    while (true) {
      int length = in.getInt(at);
      int type = in.getInt(at + 4);
      if (length < 0 || length > file.length - at - 12) {
        throw corrupt(PNG, "is cut short");
      }
      if ((type == IHDR) != (at == SIGNATURE)) {
        throw corrupt(PNG, "must begin with its one header chunk");
      }
      if (type == IHDR || type == PLTE || type == TRNS || type == IDAT || type == IEND) {
        requireSum(file, at, length);
        kept.write(file, at, length + 12);
      }
      if (type == IHDR) {
        width = in.getInt(at + 8);
        height = in.getInt(at + 12);
      }
      if (type == EXIF) {
        orientation = Orientation.read(file, at + 8, length);
      }
      data |= type == IDAT;
      if (type == IEND) {
        break;
      }
      at += length + 12;
    }
    if (!data || width < 1 || height < 1) {
      throw corrupt(PNG, "holds no pixels");
    }
    return new Container(PNG, height, width, kept.toByteArray(), orientation);
  }

  private static void requireSum(byte[] file, int at, int length) throws RefusedException {
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, length + 4);
    if ((int) crc.getValue() != ByteBuffer.wrap(file).getInt(at + 8 + length)) {
      throw corrupt(PNG, "has a chunk whose checksum is wrong");
    }
  }
}
