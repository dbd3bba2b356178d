package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.audio.AudioType.AIFF;

import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Walks an AIFF or AIFF-C file (Apple 1988 and 1991) to its samples. */
final class AiffContainer {

  private static final int FIRST_CHUNK = 12;
  private static final int COMM = 0x434F4D4D;
  private static final int SSND = 0x53534E44;
  private static final int EXPONENT_OF_1 = 16_383; // of an 80-bit float

  private AiffContainer() {}

  static PcmTrack read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file);
    boolean compressible = in.get(FIRST_CHUNK - 1) == 'C';
    int common = -1;
    int sound = -1;
    int soundEnd = -1;
    int at = FIRST_CHUNK;
    while (common < 0 || sound < 0) {
      int type = in.getInt(at);
      int length = in.getInt(at + 4);
      at += 8;
      if (length < 0 || length > file.length - at) {
        throw corrupt(AIFF, "is cut short");
      }
      if (type == COMM) {
        common = at;
      } else if (type == SSND) {
        sound = at + 8 + Math.max(0, in.getInt(at)); // behind as many bytes as it says
        soundEnd = at + length;
      }
      at += length + (length & 1);
    }
    if (sound < 0 || sound > soundEnd) {
      throw corrupt(AIFF, "holds no sound");
    }
    return track(in, common, compressible, in.duplicate().position(sound).limit(soundEnd));
  }

  private static PcmTrack track(ByteBuffer in, int common, boolean compressible, ByteBuffer data)
      throws RefusedException {
    int channels = in.getShort(common) & 0xFFFF;
    long frames = in.getInt(common + 2) & 0xFFFF_FFFFL;
    int bits = in.getShort(common + 6) & 0xFFFF;
    int rate = rate(in.getShort(common + 8), in.getLong(common + 10));
    String name = compressible ? name(in, common + 18) : "none";
    PcmCoding coding = coding(name, bits);
    long bytes = frames * channels * coding.bytes();
    if (bytes > data.remaining()) {
      throw corrupt(AIFF, "has fewer samples than it says");
    }
    data.limit(data.position() + (int) bytes);
    data.order("sowt".equals(name) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return PcmTrack.of(AIFF, rate, channels, coding, data);
  }

  private static PcmCoding coding(String name, int bits) throws RefusedException {
    return switch (name) {
      case "none", "twos", "sowt", "in24", "in32" -> {
        if (bits < 1 || bits > 32) {
          throw unsupported(AIFF, "has samples of " + bits + " bits");
        }
        yield PcmCoding.signed((bits + 7) / 8);
      }
      case "raw " -> PcmCoding.UNSIGNED_8;
      case "fl32" -> PcmCoding.FLOAT_32;
      case "fl64" -> PcmCoding.FLOAT_64;
      case "ulaw" -> PcmCoding.MU_LAW;
      case "alaw" -> PcmCoding.A_LAW;
      default -> throw unsupported(AIFF, "is compressed");
    };
  }

  /** Four characters in lower case, as writers differ. */
  private static String name(ByteBuffer in, int at) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      name.append(Character.toLowerCase((char) (in.get(at + i) & 0x7F)));
    }
    return name.toString();
  }

  /** An 80-bit float as a whole number; out of range as 0. */
  private static int rate(short signAndExponent, long mantissa) {
    int exponent = signAndExponent - EXPONENT_OF_1;
    return exponent < 0 || exponent > 30 ? 0 : (int) (mantissa >>> (63 - exponent));
  }
}
