package dev.slipstream.memory.queue;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The queue of MoCo (He et al. 2019, arXiv:1911.05722, section 3.2): keys of earlier batches, the
 * oldest leaving first. Any batch size; only filled rows are shown, so that nothing made up ever
 * poses as a negative. Each key is kept with its step and event time. Not thread-safe.
 */
public final class ContrastiveQueue implements AutoCloseable {

  private static final int FORMAT = 0x51_55_45_01; // "QUE", 1
  private static final int BLOCK_VALUES = 16_384;

  private final Matrix rows;
  private final long[] steps;
  private final long[] eventTimes;
  private int next;
  private int filled;

  /** An empty queue of {@code capacity} rows of {@code width} columns. */
  public ContrastiveQueue(Device device, int capacity, int width) {
    rows = device.zeros(capacity, width).keep();
    steps = new long[capacity];
    eventTimes = new long[capacity];
  }

  /** Rows it can hold. */
  public int capacity() {
    return steps.length;
  }

  /** Rows it holds. */
  public int filled() {
    return filled;
  }

  /**
   * The keys, {@code [filled, width]}, in no particular order: a view that the next {@link
   * #enqueue} changes.
   *
   * @throws IllegalStateException if the queue is empty
   */
  public Matrix keys() {
    if (filled == 0) {
      throw new IllegalStateException("queue: must hold a key before it is read, was empty");
    }
    return rows.rowRange(0, filled);
  }

  /** The step each row of {@link #keys} was made in, a copy. */
  public long[] steps() {
    return Arrays.copyOf(steps, filled);
  }

  /** The event time of each row of {@link #keys}, Unix milliseconds, a copy. */
  public long[] eventTimes() {
    return Arrays.copyOf(eventTimes, filled);
  }

  /**
   * Adds keys in order; of more than fit, the last remain.
   *
   * @param keys {@code [N, width]}
   * @param step the learner's step that made them
   * @param times Unix milliseconds, N of them
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public void enqueue(Matrix keys, long step, long[] times) {
    Shapes.requireCols("keys", keys, rows.cols());
    if (times.length != keys.rows()) {
      throw new IllegalArgumentException(
          "times: must be one for each of " + keys.rows() + " keys, was " + times.length);
    }
    int from = Math.max(0, keys.rows() - capacity());
    while (from < keys.rows()) {
      int count = Math.min(keys.rows() - from, capacity() - next);
      try (Matrix part = keys.rowRange(from, from + count)) {
        rows.setRows(next, part);
      }
      Arrays.fill(steps, next, next + count, step);
      System.arraycopy(times, from, eventTimes, next, count);
      filled = Math.max(filled, next + count);
      next = (next + count) % capacity();
      from += count;
    }
  }

  /** Writes the whole queue, its pointer and ages included. Does not close the stream. */
  public void save(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(FORMAT);
    out.writeInt(capacity());
    out.writeInt(rows.cols());
    out.writeInt(next);
    out.writeInt(filled);
    for (int i = 0; i < filled; i++) {
      out.writeLong(steps[i]);
      out.writeLong(eventTimes[i]);
    }
    float[] values = rows.toArray();
    ByteBuffer block = ByteBuffer.allocate(BLOCK_VALUES * Float.BYTES);
    int length = filled * rows.cols();
    for (int from = 0; from < length; from += BLOCK_VALUES) {
      int count = Math.min(BLOCK_VALUES, length - from);
      block.asFloatBuffer().put(values, from, count);
      out.write(block.array(), 0, count * Float.BYTES);
    }
    out.flush();
  }

  /**
   * Replaces the whole queue by what {@link #save} wrote; unchanged if that fails.
   *
   * @throws IOException if the bytes are no queue of this capacity and width
   */
  public void restore(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    require(in.readInt() == FORMAT, "must begin as a queue of this version does");
    int savedCapacity = in.readInt();
    int savedWidth = in.readInt();
    require(
        savedCapacity == capacity() && savedWidth == rows.cols(),
        "must be "
            + Shapes.text(capacity(), rows.cols())
            + " as configured, was "
            + Shapes.text(savedCapacity, savedWidth));
    int savedNext = in.readInt();
    int savedFilled = in.readInt();
    boolean wrapped = savedFilled == capacity() && savedNext >= 0 && savedNext < capacity();
    require(
        wrapped || (savedFilled >= 0 && savedFilled < capacity() && savedNext == savedFilled),
        "must have its pointer at the end of its " + savedFilled + " rows, was " + savedNext);
    long[] savedSteps = new long[capacity()];
    long[] savedTimes = new long[capacity()];
    for (int i = 0; i < savedFilled; i++) {
      savedSteps[i] = in.readLong();
      savedTimes[i] = in.readLong();
    }
    float[] values = new float[capacity() * rows.cols()];
    byte[] block = new byte[BLOCK_VALUES * Float.BYTES];
    int length = savedFilled * rows.cols();
    for (int from = 0; from < length; from += BLOCK_VALUES) {
      int count = Math.min(BLOCK_VALUES, length - from);
      in.readFully(block, 0, count * Float.BYTES);
      ByteBuffer.wrap(block).asFloatBuffer().get(values, from, count);
    }
    for (int i = 0; i < length; i++) {
      require(Float.isFinite(values[i]), "must hold finite keys");
    }
    rows.set(values);
    System.arraycopy(savedSteps, 0, steps, 0, steps.length);
    System.arraycopy(savedTimes, 0, eventTimes, 0, eventTimes.length);
    next = savedNext;
    filled = savedFilled;
  }

  @Override
  public void close() {
    rows.close();
  }

  private static void require(boolean condition, String rule) throws IOException {
    if (!condition) {
      throw new IOException("queue state: " + rule);
    }
  }
}
