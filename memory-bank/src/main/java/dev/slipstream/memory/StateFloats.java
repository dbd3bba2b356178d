package dev.slipstream.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Floats in a saved state: big-endian, nothing before or behind them. */
public final class StateFloats {

  private static final int CHUNK = 1 << 14;

  private StateFloats() {}

  /** Writes all values. */
  public static void write(DataOutput out, float[] values) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      chunk.asFloatBuffer().put(values, from, count);
      out.write(chunk.array(), 0, count * Float.BYTES);
    }
  }

  /**
   * Reads as many values.
   *
   * @param name of what they are, for the complaint
   * @throws IOException if the bytes end early or one is not finite
   */
  public static float[] read(DataInput in, int length, String name) throws IOException {
    float[] values = new float[length];
    byte[] chunk = new byte[CHUNK * Float.BYTES];
    for (int from = 0; from < length; from += CHUNK) {
      int count = Math.min(CHUNK, length - from);
      in.readFully(chunk, 0, count * Float.BYTES);
      ByteBuffer.wrap(chunk).asFloatBuffer().get(values, from, count);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IOException(name + ": must be finite, was " + value);
      }
    }
    return values;
  }
}
