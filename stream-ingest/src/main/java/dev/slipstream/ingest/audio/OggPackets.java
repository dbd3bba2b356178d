package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.audio.AudioType.OGG;

import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets of an Ogg file (RFC 3533) with one stream, each page's checksum found right.
 *
 * @param packets at least one
 * @param frames samples of a channel, as the last page says
 */
record OggPackets(List<byte[]> packets, long frames) {

  private static final int MAGIC = 0x5367674F; // "OggS" read little-endian
  private static final int PAGE_HEADER = 27;
  private static final int AT_SUM = 22;
  private static final int LAST_PAGE = 4;
  private static final int FULL = 255;

  private static final int[] SUMS = sums();

  static OggPackets read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int serial = in.getInt(14);
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    long frames = 0;
    boolean last = false;
    int at = 0;
    for (int number = 0; !last; number++) {
      int segments = in.get(at + 26) & 0xFF;
      int body = at + PAGE_HEADER + segments;
      int length = 0;
      for (int i = 0; i < segments; i++) {
        length += in.get(at + PAGE_HEADER + i) & 0xFF;
      }
      if (length > file.length - body) {
        throw corrupt(OGG, "is cut short");
      }
      if (in.getInt(at) != MAGIC || sum(file, at, body + length) != in.getInt(at + AT_SUM)) {
        throw corrupt(OGG, "has a page whose checksum is wrong");
      }
      if (in.getInt(at + 14) != serial) {
        throw unsupported(OGG, "holds more than one stream");
      }
      if (in.getInt(at + 18) != number) {
        throw corrupt(OGG, "lacks a page");
      }
      for (int i = 0, from = body; i < segments; i++) {
        int segment = in.get(at + PAGE_HEADER + i) & 0xFF;
        packet.write(file, from, segment);
        from += segment;
        if (segment < FULL) {
          packets.add(packet.toByteArray());
          packet.reset();
        }
      }
      frames = Math.max(frames, in.getLong(at + 6));
      last = (in.get(at + 5) & LAST_PAGE) != 0;
      at = body + length;
    }
    if (packets.isEmpty()) {
      throw corrupt(OGG, "holds no packet");
    }
    return new OggPackets(packets, frames);
  }

  /** A page's checksum: CRC-32 of polynomial 04C11DB7, unreflected, its own field taken as 0. */
  static int sum(byte[] file, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      int b = i >= from + AT_SUM && i < from + AT_SUM + 4 ? 0 : file[i];
      sum = sum << 8 ^ SUMS[(sum >>> 24 ^ b) & 0xFF];
    }
    return sum;
  }

  private static int[] sums() {
    int[] sums = new int[256];
    for (int i = 0; i < 256; i++) {
      int sum = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        sum = sum << 1 ^ (sum < 0 ? 0x04C11DB7 : 0);
      }
      sums[i] = sum;
    }
    return sums;
  }
}
