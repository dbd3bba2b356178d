package dev.slipstream.encoder;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A flat vector of floats as ND4J writes it ({@code Nd4j.write}): a buffer with the shape, then one
 * with the values, both big-endian. Written and read here without ND4J, whose reader believes any
 * length it is told.
 */
final class Coefficients {

  private static final String ALLOCATION = "MIXED_DATA_TYPES";
  private static final int SHAPE_LENGTH = 6;

  /** ND4J's flag for float32 among a shape's extras. */
  private static final long FLOAT_FLAG = 0x2000;

  private Coefficients() {}

  static byte[] bytes(float[] values) {
    byte[] header = header(values.length);
    ByteBuffer out = ByteBuffer.allocate(header.length + values.length * Float.BYTES);
    out.put(header);
    out.asFloatBuffer().put(values);
    return out.array();
  }

  /**
   * Reads {@code length} values.
   *
   * @throws IOException if the bytes hold anything else
   */
  static float[] read(DataInputStream in, int length) throws IOException {
    byte[] expected = header(length);
    if (!Arrays.equals(in.readNBytes(expected.length), expected)) {
      throw new IOException(
          "encoder file: coefficients must be a row of " + length + " floats, are something else");
    }
    byte[] bytes = in.readAllBytes();
    if (bytes.length != length * Float.BYTES) {
      throw new IOException(
          "encoder file: coefficients must be %d bytes, were %d"
              .formatted(length * Float.BYTES, bytes.length));
    }
    float[] values = new float[length];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] header(int length) {
    ByteBuffer out = ByteBuffer.allocate(128);
    utf(out, ALLOCATION);
    out.putLong(SHAPE_LENGTH);
    utf(out, "LONG");
    // Rank, size, stride, extras, element-wise stride, order.
    for (long value : new long[] {1, length, 1, FLOAT_FLAG, 1, 'c'}) {
      out.putLong(value);
    }
    utf(out, ALLOCATION);
    out.putLong(length);
    utf(out, "FLOAT");
    return Arrays.copyOf(out.array(), out.position());
  }

  /** As {@link java.io.DataOutput#writeUTF} writes ASCII. */
  private static void utf(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.putShort((short) bytes.length).put(bytes);
  }
}
