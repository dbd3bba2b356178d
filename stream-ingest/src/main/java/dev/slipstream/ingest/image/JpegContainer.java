package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.image.ImageType.JPEG;

import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks a JPEG file (ITU-T T.81, annex B) from segment to segment. Application segments and
 * comments go; of them only what says how colours are coded is kept, and how to turn the picture is
 * read.
 */
final class JpegContainer {

  /**
   * Most scans of a progressive file; encoders write about ten. Each scan may walk the whole image
   * for a few bytes of input, so their number bounds the time.
   */
  static final int MAX_SCANS = 64;

  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int SOF15 = 0xCF;
  private static final int DHT = 0xC4;
  private static final int JPG = 0xC8;
  private static final int DAC = 0xCC;
  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;

  /** Version 1.1, square pixels, no thumbnail. */
  private static final byte[] PLAIN_JFIF = {
    (byte) 0xFF, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int height;
  private int width;
  private boolean jfif;
  private boolean adobe;
  private boolean rgbNames;
  private int scans;
  private Orientation orientation = Orientation.UPRIGHT;

  private JpegContainer(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  static Container read(byte[] file) throws RefusedException {
    return new JpegContainer(file).walk();
  }

  private Container walk() throws RefusedException {
    int at = 2;
    while (true) {
      int marker = markerAt(at);
      if (marker == EOI) {
        break;
      }
      int length = ByteBuffer.wrap(file).getShort(at + 2) & 0xFFFF;
      if (length < 2 || at + 2 + length > file.length) {
        throw corrupt(JPEG, "is cut short");
      }
      int end = at + 2 + length;
      if (marker == SOS) {
        scans++;
        end = endOfScan(end);
      } else if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != DAC) {
        frame(marker, at + 4);
      }
      if (marker >= APP0 && marker <= APP15) {
        application(marker, at, length);
      } else if (marker != COM) {
        kept.write(file, at, end - at);
      }
      at = end;
    }
    if (width == 0 || scans == 0) {
      throw corrupt(JPEG, "holds no pixels");
    }
    if (scans > MAX_SCANS) {
      throw unsupported(JPEG, "has " + scans + " scans");
    }
    return new Container(JPEG, height, width, reduced(), orientation);
  }

  /** The marker at a position where there must be one that is followed by a length, or the end. */
  private int markerAt(int at) throws RefusedException {
    int marker = file[at + 1] & 0xFF;
    if (file[at] != (byte) 0xFF || marker < SOF0 || (marker >= RST0 && marker <= SOI)) {
      throw corrupt(JPEG, "has no marker where one must be");
    }
    return marker;
  }

  /** Where the entropy-coded bytes that begin here end: at the next marker that is no restart. */
  private int endOfScan(int from) {
    int at = from;
    while (true) {
      if (file[at] == (byte) 0xFF) {
        int next = file[at + 1] & 0xFF;
        if (next != 0 && next != 0xFF && !(next >= RST0 && next <= RST7)) {
          return at;
        }
      }
      at++;
    }
  }

  private void frame(int marker, int at) throws RefusedException {
    if (marker == JPG || marker > SOF2) {
      throw unsupported(JPEG, "is lossless, hierarchical or arithmetic-coded");
    }
    ByteBuffer in = ByteBuffer.wrap(file);
    int components = file[at + 5];
    if (file[at] != 8) {
      throw unsupported(JPEG, "has " + file[at] + " bits per sample");
    }
    if (components != 1 && components != 3) {
      throw unsupported(JPEG, "has " + components + " colour components, as CMYK has");
    }
    if (width != 0) {
      throw corrupt(JPEG, "has two frames");
    }
    height = in.getShort(at + 1) & 0xFFFF;
    width = in.getShort(at + 3) & 0xFFFF;
    if (height == 0 || width == 0) {
      throw corrupt(JPEG, "holds no pixels");
    }
    rgbNames =
        components == 3 && file[at + 6] == 'R' && file[at + 9] == 'G' && file[at + 12] == 'B';
  }

  private void application(int marker, int at, int length) {
    if (marker == APP0 && startsWith(at + 4, "JFIF\0")) {
      jfif = true;
    } else if (marker == APP1 && length > 8 && startsWith(at + 4, "Exif\0\0")) {
      orientation = Orientation.read(file, at + 10, length - 8);
    } else if (marker == APP14 && length >= 14 && startsWith(at + 4, "Adobe") && !adobe) {
      adobe = true;
      kept.write(file, at, length + 2);
    }
  }

  private boolean startsWith(int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      if (file[at + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Without any hint the decoder would guess at the colours; everyone else takes them as YCbCr. */
  private byte[] reduced() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(kept.size() + 32);
    whole.write(file, 0, 2);
    if (jfif || !(adobe || rgbNames)) {
      whole.writeBytes(PLAIN_JFIF);
    }
    whole.writeBytes(kept.toByteArray());
    whole.write(0xFF);
    whole.write(EOI);
    return whole.toByteArray();
  }
}
