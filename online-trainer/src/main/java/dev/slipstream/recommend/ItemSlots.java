package dev.slipstream.recommend;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has a vector of its own in a version of the content tower, popular items first. As bytes: a
 * format number, the table's size, the count; then for each item its id and slot.
 *
 * @param ids slots of the table, which come before the words' buckets
 * @param slots of the items, each from 1 to {@code ids}
 */
record ItemSlots(int ids, Map<String, Integer> slots) {

  private static final int FORMAT = 1;

  static ItemSlots of(int ids, Collection<Item> items) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    items.forEach(item -> slots.put(item.id, item.slot));
    return new ItemSlots(ids, slots);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeInt(FORMAT);
      out.writeInt(ids);
      out.writeInt(slots.size());
      for (Map.Entry<String, Integer> slot : slots.entrySet()) {
        out.writeUTF(slot.getKey());
        out.writeInt(slot.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an id of over 64 KiB; the wire has none
    }
    return bytes.toByteArray();
  }

  /**
   * Reads them back.
   *
   * @param vocabulary of the tower
   * @throws IOException if they are not of such a tower, saying what is wrong
   */
  static ItemSlots read(byte[] bytes, int vocabulary) throws IOException {
    try {
      return read(new DataInputStream(new ByteArrayInputStream(bytes)), vocabulary);
    } catch (EOFException | UTFDataFormatException e) {
      throw new IOException(
          "slots of items: must be whole, are cut at %d bytes".formatted(bytes.length), e);
    }
  }

  private static ItemSlots read(DataInputStream in, int vocabulary) throws IOException {
    within("format", in.readInt(), FORMAT, FORMAT);
    int ids = within("ids", in.readInt(), 1, vocabulary - 3);
    int count = within("count", in.readInt(), 0, ids);
    Map<String, Integer> slots = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      slots.put(in.readUTF(), within("slot", in.readInt(), 1, ids));
    }
    return new ItemSlots(ids, slots);
  }

  private static int within(String name, int value, int least, int most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(
          "slots of items: %s must be from %d to %d, was %d".formatted(name, least, most, value));
    }
    return value;
  }
}
