package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.audio.AudioType.MP3;

import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where the frames of an MPEG audio file of layer III lie (ISO 11172-3, 13818-3), tags before and
 * behind them left out.
 *
 * @param rate in hertz
 * @param channels 1 or 2
 * @param frameSamples samples of a channel in each frame
 * @param count of frames with sound, at least one
 * @param begin offset of the first of them
 * @param end offset behind the last
 */
record Mp3Frames(int rate, int channels, int frameSamples, int count, int begin, int end) {

  private static final int ID3 = 0x494433;
  private static final int ID3_HEADER = 10;
  private static final int ID3_FOOTER = 0x10;
  private static final int HEADER = 4;
  private static final int SYNC = 0x7FF;
  private static final int LAYER_3 = 1;
  private static final int MONO = 3;
  private static final int VBRI_AT = 36;

  private static final int[] RATES = {
    44_100, 48_000, 32_000
  }; // of MPEG 1; MPEG 2 half, 2.5 quarter
  private static final int[] KILOBITS_1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KILOBITS_2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };

  static Mp3Frames read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = behindTag(in);
    Frame first = Frame.read(in.getInt(at));
    int begin = at;
    int count = 0;
    int promised = 0;
    while (at + HEADER <= file.length && in.getInt(at) >>> 21 == SYNC) {
      Frame frame = Frame.read(in.getInt(at));
      if (frame.rate != first.rate || frame.channels != first.channels) {
        throw corrupt(MP3, "changes its format within");
      }
      if (frame.bytes > file.length - at) {
        throw corrupt(MP3, "is cut short");
      }
      if (count == 0 && begin == at && isIndex(in, at, frame)) {
        promised = promisedFrames(in, at, frame);
        begin = at + frame.bytes;
      } else {
        count++;
      }
      at += frame.bytes;
    }
    requireEnd(in, at);
    if (count == 0 || count < promised) {
      throw corrupt(MP3, "is cut short");
    }
    return new Mp3Frames(first.rate, first.channels, first.samples, count, begin, at);
  }

  private static int behindTag(ByteBuffer in) {
    if (in.getInt(0) >>> 8 != ID3) {
      return 0;
    }
    int footer = (in.get(5) & ID3_FOOTER) == 0 ? 0 : ID3_HEADER;
    int length = 0; // seven bits of each of four bytes
    for (int i = 6; i < ID3_HEADER; i++) {
      length = length << 7 | (in.get(i) & 0x7F);
    }
    return ID3_HEADER + length + footer;
  }

  /** Behind the frames only tags and zeros are known. */
  private static void requireEnd(ByteBuffer in, int at) throws RefusedException {
    int left = in.limit() - at;
    String begin = text(in, at, Math.min(left, 8));
    if (begin.startsWith("TAG")
        || begin.startsWith("APETAGEX")
        || begin.startsWith("LYRICSBEGIN")) {
      return;
    }
    for (int i = at; i < in.limit(); i++) {
      if (in.get(i) != 0) {
        throw corrupt(MP3, "has bytes that belong to no frame");
      }
    }
  }

  /** Whether a frame holds no sound but an index of the file. */
  private static boolean isIndex(ByteBuffer in, int at, Frame frame) {
    String name = text(in, at + frame.behindSideInfo(), 4);
    return "Xing".equals(name) || "Info".equals(name) || "VBRI".equals(text(in, at + VBRI_AT, 4));
  }

  private static int promisedFrames(ByteBuffer in, int at, Frame frame) {
    int xing = at + frame.behindSideInfo();
    boolean says = text(in, xing, 4).matches("Xing|Info") && (in.getInt(xing + 4) & 1) != 0;
    return says ? in.getInt(xing + 8) : 0;
  }

  private static String text(ByteBuffer in, int at, int length) {
    byte[] bytes = new byte[length];
    in.get(at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private record Frame(int rate, int channels, int samples, int bytes) {

    static Frame read(int header) throws RefusedException {
      int version = header >>> 19 & 3; // 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5
      int bitrate = header >>> 12 & 15;
      int rateIndex = header >>> 10 & 3;
      if (header >>> 21 != SYNC || version == 1 || bitrate == 15 || rateIndex == 3) {
        throw corrupt(MP3, "has a damaged frame");
      }
      if ((header >>> 17 & 3) != LAYER_3 || bitrate == 0) {
        throw unsupported(MP3, "is of layer I or II or of free bit rate");
      }
      int rate = RATES[rateIndex] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
      int samples = version == 3 ? 1152 : 576;
      int bits = (version == 3 ? KILOBITS_1 : KILOBITS_2)[bitrate] * 1000;
      int bytes = samples / 8 * bits / rate + (header >>> 9 & 1);
      return new Frame(rate, (header >>> 6 & 3) == MONO ? 1 : 2, samples, bytes);
    }

    int behindSideInfo() {
      boolean mpeg1 = samples == 1152;
      return HEADER + (channels == 1 ? mpeg1 ? 17 : 9 : mpeg1 ? 32 : 17);
    }
  }
}
