package dev.slipstream.memory.queue;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;
import dev.slipstream.memory.KeySource;
import dev.slipstream.memory.StateCheck;
import dev.slipstream.memory.StateFloats;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The newest keys, first in first out, on the device of the loss that takes them as negatives (He
 * et al. 2019, "Momentum Contrast", arXiv:1911.05722, section 3.2). Unlike the paper's, it takes
 * batches of any size and starts empty rather than with random rows. Each key remembers the
 * encoder's step that made it, its sample's event time and its item. Not thread-safe.
 */
public final class ContrastiveQueue implements KeySource {

  /** Most rows a queue may have. */
  public static final int MAX_CAPACITY = 1 << 20;

  /** Most columns a key may have. */
  public static final int MAX_WIDTH = 1 << 16;

  private static final int FORMAT = 0x51_55_45_02; // "QUE", 2
  private static final StateCheck STATE = new StateCheck("queue state");

  private final Device device;
  private final Matrix rows;
  private final long[] steps;
  private final long[] eventTimes;
  private final long[] items;
  private int filled;
  private int head;

  /**
   * An empty queue.
   *
   * @param device where the keys live
   * @param capacity rows, from 1 to {@link #MAX_CAPACITY}
   * @param width columns of a key, from 1 to {@link #MAX_WIDTH}; at most 2^31 - 1 values in all
   */
  public ContrastiveQueue(Device device, int capacity, int width) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity: must be from 1 to " + MAX_CAPACITY + ", was " + capacity);
    }
    int widest = Math.min(MAX_WIDTH, Integer.MAX_VALUE / capacity);
    if (width < 1 || width > widest) {
      throw new IllegalArgumentException(
          "width: must be from 1 to " + widest + " with " + capacity + " rows, was " + width);
    }
    this.device = device;
    this.rows = device.zeros(capacity, width).keep();
    this.steps = new long[capacity];
    this.eventTimes = new long[capacity];
    this.items = new long[capacity];
  }

  /** Rows it can hold. */
  public int capacity() {
    return steps.length;
  }

  /** Columns of a key. */
  public int width() {
    return rows.cols();
  }

  /** Rows it holds: 0 at first, then up to {@link #capacity}. */
  public int filled() {
    return filled;
  }

  @Override
  public boolean isEmpty() {
    return filled == 0;
  }

  /** The row the next key goes to. */
  public int head() {
    return head;
  }

  /**
   * The keys held, a view {@code [filled, width]} in the order of the rows, not of age.
   *
   * @throws IllegalStateException if the queue is empty
   */
  @Override
  public Matrix keys() {
    requireKeys();
    return rows.rowRange(0, filled);
  }

  /** The encoder's step that made each key, in the order of {@link #keys()}; a copy. */
  @Override
  public long[] encoderSteps() {
    return Arrays.copyOf(steps, filled);
  }

  @Override
  public long[] eventTimes() {
    return Arrays.copyOf(eventTimes, filled);
  }

  /**
   * The item of each key's sample, as {@link #remember} was told, in the order of {@link #keys()}.
   */
  @Override
  public long[] items() {
    return Arrays.copyOf(items, filled);
  }

  /**
   * How old the keys are.
   *
   * @throws IllegalStateException if the queue is empty
   */
  public KeyAges ages() {
    requireKeys();
    return KeyAges.of(encoderSteps(), eventTimes());
  }

  /**
   * Adds keys, the last row being the newest; as many of the oldest leave as do not fit. Of a batch
   * larger than the queue the last rows stay.
   *
   * @param keys {@code [N, width]}, copied
   * @param encoderStep of the encoder that made them
   * @param eventTimes Unix milliseconds, one for each key
   * @param items what {@link #forget} finds the keys by, one for each; see {@link
   *     dev.slipstream.memory.ItemHash}
   */
  @Override
  public void remember(Matrix keys, long encoderStep, long[] eventTimes, long[] items) {
    Shapes.requireCols("keys", keys, width());
    requireOneEach("eventTimes", keys, eventTimes);
    requireOneEach("items", keys, items);
    int skipped = Math.max(0, keys.rows() - capacity());
    int kept = keys.rows() - skipped;
    int untilEnd = Math.min(kept, capacity() - head);
    try (Scope scope = device.scope()) {
      put(keys, skipped, untilEnd, encoderStep, eventTimes, items);
      put(keys, skipped + untilEnd, kept - untilEnd, encoderStep, eventTimes, items);
    }
    filled = Math.min(capacity(), filled + kept);
  }

  /** Copies {@code count} rows from {@code from} on to the head, which moves behind them. */
  private void put(Matrix keys, int from, int count, long encoderStep, long[] times, long[] ids) {
    if (count == 0) {
      return;
    }
    rows.setRows(head, keys.rowRange(from, from + count));
    Arrays.fill(steps, head, head + count, encoderStep);
    System.arraycopy(times, from, eventTimes, head, count);
    System.arraycopy(ids, from, items, head, count);
    head = (head + count) % capacity();
  }

  /**
   * Removes the keys of an item; the others keep their age and move to the first rows.
   *
   * @return how many there were
   */
  @Override
  public int forget(long item) {
    int[] kept =
        IntStream.range(0, filled)
            .map(age -> filled < capacity() ? age : (head + age) % capacity()) // oldest first
            .filter(row -> items[row] != item)
            .toArray();
    int forgotten = filled - kept.length;
    if (forgotten > 0) {
      keepOnly(kept);
    }
    return forgotten;
  }

  private void keepOnly(int[] kept) {
    if (kept.length > 0) {
      try (Scope scope = device.scope()) {
        rows.setRows(0, rows.gather(kept));
      }
    }
    moveTo(steps, kept);
    moveTo(eventTimes, kept);
    moveTo(items, kept);
    filled = kept.length;
    head = filled; // below the capacity, as at least one row went
  }

  private static void moveTo(long[] values, int[] kept) {
    long[] moved = Arrays.stream(kept).mapToLong(row -> values[row]).toArray();
    System.arraycopy(moved, 0, values, 0, moved.length);
  }

  /** Writes pointer, ages, items and keys. The same queue gives the same bytes. */
  @Override
  public void save(DataOutputStream out) throws IOException {
    out.writeInt(FORMAT);
    out.writeInt(capacity());
    out.writeInt(width());
    out.writeInt(filled);
    out.writeInt(head);
    for (int row = 0; row < filled; row++) {
      out.writeLong(steps[row]);
      out.writeLong(eventTimes[row]);
      out.writeLong(items[row]);
    }
    StateFloats.write(out, filled == 0 ? new float[0] : toHost());
  }

  /**
   * Replaces everything by what {@link #save} wrote; unchanged if that fails. Reads no byte beyond.
   *
   * @throws IOException if capacity or width were others, or the bytes end early or contradict
   *     themselves
   */
  @Override
  public void restore(DataInputStream in) throws IOException {
    STATE.requireFormat(FORMAT, in.readInt());
    STATE.requireSame("capacity", capacity(), in.readInt());
    STATE.requireSame("width", width(), in.readInt());
    int savedFilled = in.readInt();
    int savedHead = in.readInt();
    boolean full = savedFilled == capacity() && savedHead >= 0 && savedHead < capacity();
    boolean filling = savedFilled >= 0 && savedFilled < capacity() && savedHead == savedFilled;
    STATE.require(
        full || filling,
        "must have its head behind its " + savedFilled + " rows, was at " + savedHead);
    long[] savedSteps = new long[savedFilled];
    long[] savedTimes = new long[savedFilled];
    long[] savedItems = new long[savedFilled];
    for (int row = 0; row < savedFilled; row++) {
      savedSteps[row] = in.readLong();
      savedTimes[row] = in.readLong();
      savedItems[row] = in.readLong();
    }
    float[] values = StateFloats.read(in, savedFilled * width(), "queue state: keys");

    System.arraycopy(savedSteps, 0, steps, 0, savedFilled);
    System.arraycopy(savedTimes, 0, eventTimes, 0, savedFilled);
    System.arraycopy(savedItems, 0, items, 0, savedFilled);
    filled = savedFilled;
    head = savedHead;
    if (filled > 0) {
      try (Matrix keys = keys()) {
        keys.set(values);
      }
    }
  }

  @Override
  public void close() {
    rows.close();
  }

  private float[] toHost() {
    try (Matrix keys = keys()) {
      return keys.toArray();
    }
  }

  private static void requireOneEach(String name, Matrix keys, long[] values) {
    if (values.length != keys.rows()) {
      throw new IllegalArgumentException(
          name + ": must be " + keys.rows() + ", one for each key, was " + values.length);
    }
  }

  private void requireKeys() {
    if (filled == 0) {
      throw new IllegalStateException(
          "queue: must hold at least 1 key, was empty; remember some first");
    }
  }
}
