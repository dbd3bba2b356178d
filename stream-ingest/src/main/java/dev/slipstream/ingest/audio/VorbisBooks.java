package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.audio.AudioType.OGG;

import dev.slipstream.wire.RefusedException;

/**
 * Walks the code books of a Vorbis setup header (Vorbis I, section 3.2.1). A few bits may declare
 * sixteen million entries, which a decoder would lay out in memory.
 */
final class VorbisBooks {

  private static final int SYNC = 0x564342;
  private static final int MAX_ENTRIES = 1 << 16; // of a book; the reference encoder's have 6,561
  private static final int MAX_VALUES = 1 << 20; // of all books: entries times dimensions

  private final byte[] packet;
  private int bit = 7 * 8; // behind the packet's type and name

  private VorbisBooks(byte[] packet) {
    this.packet = packet;
  }

  /**
   * Checks a setup header.
   *
   * @throws RefusedException if its books are damaged or unreasonably large
   */
  static void requireSmall(byte[] setup) throws RefusedException {
    VorbisBooks in = new VorbisBooks(setup);
    long values = 0;
    for (int books = in.read(8) + 1; books > 0; books--) {
      values += in.book();
      if (values > MAX_VALUES) {
        throw corrupt(OGG, "has code books that are too large");
      }
    }
  }

  private long book() throws RefusedException {
    if (read(24) != SYNC) {
      throw corrupt(OGG, "has a damaged code book");
    }
    int dimensions = read(16);
    int entries = read(24);
    if (entries > MAX_ENTRIES) {
      throw corrupt(OGG, "has code books that are too large");
    }
    skipLengths(entries);
    int lookup = read(4);
    if (lookup == 1) {
      bit += 64; // least value and step
      int valueBits = read(4) + 1;
      bit += 1 + valueBits * lookupValues(entries, dimensions);
    } else if (lookup != 0) {
      throw unsupported(OGG, "has code books of another kind");
    }
    return (long) entries * dimensions;
  }

  private void skipLengths(int entries) throws RefusedException {
    if (read(1) == 1) {
      bit += 5;
      for (int i = 0; i < entries; ) {
        i += read(32 - Integer.numberOfLeadingZeros(entries - i));
      }
    } else if (read(1) == 1) {
      for (int i = 0; i < entries; i++) {
        boolean used = read(1) == 1;
        bit += used ? 5 : 0;
      }
    } else {
      bit += 5 * entries;
    }
  }

  /** The greatest whole number whose power by {@code dimensions} is at most {@code entries}. */
  private static int lookupValues(int entries, int dimensions) throws RefusedException {
    if (dimensions == 0) {
      throw corrupt(OGG, "has a damaged code book");
    }
    int values = (int) Math.round(Math.pow(entries, 1.0 / dimensions)) + 1;
    while (Math.pow(values, dimensions) > entries) {
      values--;
    }
    return values;
  }

  /** The next bits, least significant first. */
  private int read(int bits) {
    int value = 0;
    for (int i = 0; i < bits; i++, bit++) {
      value |= (packet[bit >> 3] >> (bit & 7) & 1) << i;
    }
    return value;
  }
}
