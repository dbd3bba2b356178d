package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.audio.AudioType.WAV;

import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Walks a WAV file (RIFF, Microsoft and IBM 1991; extensible format 2001) to its samples. */
final class WavContainer {

  private static final int FIRST_CHUNK = 12;
  private static final int FMT = 0x20746D66; // "fmt " read little-endian
  private static final int DATA = 0x61746164; // "data"
  private static final int UNKNOWN_LENGTH = -1; // what programs write that cannot go back

  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final long GUID_MIDDLE = 0x0080_0010_0000_0000L; // of every registered format

  private WavContainer() {}

  static PcmTrack read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int format = -1;
    int at = FIRST_CHUNK;
    while (true) {
      int type = in.getInt(at);
      int length = in.getInt(at + 4);
      at += 8;
      if (type == DATA && length == UNKNOWN_LENGTH) {
        length = file.length - at;
      }
      if (length < 0 || length > file.length - at) {
        throw corrupt(WAV, "is cut short");
      }
      if (type == FMT) {
        format = at;
      } else if (type == DATA) {
        if (format < 0) {
          throw corrupt(WAV, "must say its format before its samples");
        }
        return track(in, format, in.duplicate().order(in.order()).position(at).limit(at + length));
      }
      at += length + (length & 1);
    }
  }

  private static PcmTrack track(ByteBuffer in, int format, ByteBuffer data)
      throws RefusedException {
    int tag = in.getShort(format) & 0xFFFF;
    int channels = in.getShort(format + 2) & 0xFFFF;
    int rate = in.getInt(format + 4);
    int frameBytes = in.getShort(format + 12) & 0xFFFF;
    int bits = in.getShort(format + 14) & 0xFFFF;
    if (tag == EXTENSIBLE) {
      tag = in.getShort(format + 24) & 0xFFFF;
      if (in.getLong(format + 26) != GUID_MIDDLE) {
        throw unsupported(WAV, "has a coding of its own");
      }
    }
    PcmCoding coding = coding(tag, bits);
    if (frameBytes != channels * coding.bytes()) {
      throw corrupt(WAV, "has a header that contradicts itself");
    }
    return PcmTrack.of(WAV, rate, channels, coding, data);
  }

  private static PcmCoding coding(int tag, int bits) throws RefusedException {
    if (tag == PCM && bits >= 1 && bits <= 32) {
      return bits <= 8 ? PcmCoding.UNSIGNED_8 : PcmCoding.signed((bits + 7) / 8);
    }
    if (tag == FLOAT && (bits == 32 || bits == 64)) {
      return bits == 32 ? PcmCoding.FLOAT_32 : PcmCoding.FLOAT_64;
    }
    if ((tag == A_LAW || tag == MU_LAW) && bits == 8) {
      return tag == A_LAW ? PcmCoding.A_LAW : PcmCoding.MU_LAW;
    }
    throw unsupported(WAV, "has the coding " + tag + " of " + bits + " bits");
  }
}
