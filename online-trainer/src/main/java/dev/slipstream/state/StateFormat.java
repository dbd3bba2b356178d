package dev.slipstream.state;

import dev.slipstream.matrix.Matrix;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The pieces a learner's state is written in. Big-endian; every length is known before it is read,
 * so that damaged bytes cannot make a reader allocate more than the state it expects.
 */
public final class StateFormat {

  /** The first bytes of every state. */
  private static final byte[] MAGIC = "SLIPLRN\n".getBytes(StandardCharsets.US_ASCII);

  /** The last bytes, so that a state cut short is noticed. */
  public static final byte[] END = "LRN.END\n".getBytes(StandardCharsets.US_ASCII);

  private static final int VERSION = 3;

  private static final int BLOCK_VALUES = 16_384;
  private static final int LONGEST_TEXT = 1024;

  private StateFormat() {}

  /** Writes a whole state. */
  public interface Writer {
    void write(OutputStream out) throws IOException;
  }

  /** SHA-256 of a state, hex. */
  public static String sha256(Writer state) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try {
      state.write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    } catch (IOException e) {
      throw new UncheckedIOException("sha256: a digest cannot fail", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  public static void writeBeginning(DataOutputStream out) throws IOException {
    out.write(MAGIC);
    out.writeInt(VERSION);
  }

  public static void requireBeginning(DataInputStream in) throws IOException {
    requireMark(in, MAGIC, "beginning");
    int version = in.readInt();
    if (version != VERSION) {
      throw damaged("version", "" + VERSION, version);
    }
  }

  public static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST_TEXT) {
      throw damaged("text", "at most " + LONGEST_TEXT + " bytes", length);
    }
    return new String(exactly(in, length), StandardCharsets.UTF_8);
  }

  public static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  public static float[] readFloats(DataInputStream in, String name, int most) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > most) {
      throw damaged(name, "at most " + most + " values", length);
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  public static void writeVector(DataOutputStream out, Matrix vector) throws IOException {
    float[] values = vector.toArray();
    out.writeInt(values.length);
    ByteBuffer block = ByteBuffer.allocate(BLOCK_VALUES * Float.BYTES);
    for (int from = 0; from < values.length; from += BLOCK_VALUES) {
      int count = Math.min(BLOCK_VALUES, values.length - from);
      block.asFloatBuffer().put(values, from, count);
      out.write(block.array(), 0, count * Float.BYTES);
    }
  }

  public static float[] readVector(DataInputStream in, String name, int length) throws IOException {
    int found = in.readInt();
    if (found != length) {
      throw damaged(name, length + " values", found);
    }
    float[] values = new float[length];
    byte[] block = new byte[BLOCK_VALUES * Float.BYTES];
    for (int from = 0; from < length; from += BLOCK_VALUES) {
      int count = Math.min(BLOCK_VALUES, length - from);
      in.readFully(block, 0, count * Float.BYTES);
      ByteBuffer.wrap(block).asFloatBuffer().get(values, from, count);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw damaged(name, "finite", value);
      }
    }
    return values;
  }

  public static long readCount(DataInputStream in, String name) throws IOException {
    long count = in.readLong();
    if (count < 0) {
      throw damaged(name, ">= 0", count);
    }
    return count;
  }

  public static void requireMark(DataInputStream in, byte[] mark, String name) throws IOException {
    if (!Arrays.equals(exactly(in, mark.length), mark)) {
      throw damaged(name, "a learner's state of Slipstream", "other bytes");
    }
  }

  public static IOException damaged(String name, String rule, Object found) {
    return new IOException("learner state: " + name + " must be " + rule + ", was " + found);
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
