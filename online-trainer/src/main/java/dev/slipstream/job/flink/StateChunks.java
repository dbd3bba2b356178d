package dev.slipstream.job.flink;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A long stream of bytes cut into arrays of bounded size, as Flink's list state wants them. Not
 * thread-safe.
 */
public final class StateChunks extends OutputStream {

  static final int CHUNK_BYTES = 4 << 20;

  private final List<byte[]> chunks = new ArrayList<>();
  private byte[] chunk = new byte[0];
  private int used;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (used == chunk.length) {
        chunk = new byte[CHUNK_BYTES];
        chunks.add(chunk);
        used = 0;
      }
      int part = Math.min(left, chunk.length - used);
      System.arraycopy(bytes, from, chunk, used, part);
      used += part;
      from += part;
      left -= part;
    }
  }

  /** What was written; the last array is cut to size. Nothing may be written afterwards. */
  public List<byte[]> toList() {
    if (!chunks.isEmpty()) {
      chunks.set(chunks.size() - 1, Arrays.copyOf(chunk, used));
    }
    return chunks;
  }

  /** Reads the arrays one after another. */
  public static InputStream read(Iterable<byte[]> chunks) {
    List<InputStream> streams = new ArrayList<>();
    chunks.forEach(c -> streams.add(new ByteArrayInputStream(c)));
    return new SequenceInputStream(Collections.enumeration(streams));
  }
}
