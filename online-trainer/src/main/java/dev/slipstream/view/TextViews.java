package dev.slipstream.view;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Makes views of batches of texts: the tokens are shuffled, one view takes some from the beginning
 * and the other some from the end, so that they share as few as their sizes allow (the token
 * shuffling and cut-off of ConSERT: Yan et al. 2021, arXiv:2105.11741, section 3.2, drawn for both
 * views together). What two halves of a text have in common is what it is about, while no word can
 * be found by itself. A text of one token is both of its views. Thread-safe.
 */
public final class TextViews implements Views {

  private final TextViewConfig config;
  private final int length;
  private final long stream;

  private TextViews(TextViewConfig config, int length, long stream) {
    this.config = config;
    this.length = length;
    this.stream = stream;
  }

  /**
   * Views for one encoder.
   *
   * @param length most tokens of a text
   * @param seed and {@code encoder}: two encoders of one seed see different views
   */
  public static TextViews of(TextViewConfig config, int length, long seed, String encoder) {
    return new TextViews(config, length, ViewRandom.stream(seed, encoder));
  }

  /**
   * Texts as they are.
   *
   * @param values {@code rows * length} token ids, ints in big-endian order; a row ends in zeros
   * @return {@code [rows, length]}
   * @throws IllegalArgumentException if the lengths do not agree
   */
  public static Matrix plain(Device device, byte[] values, int rows, int length) {
    IntBuffer tokens = tokens(values, rows, length);
    float[] ids = new float[rows * length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens.get(i);
    }
    return device.of(ids, rows, length);
  }

  @Override
  public Matrix view(Device device, byte[] values, int rows, long step, int view) {
    IntBuffer tokens = tokens(values, rows, length);
    float[] ids = new float[rows * length];
    int[] text = new int[length];
    for (int row = 0; row < rows; row++) {
      int count = read(tokens, row, text);
      // Views 0 and 1 are drawn together: what one takes the other leaves.
      shuffle(text, count, ViewRandom.at(stream, step, view / 2, row));
      double share = config.keep() * count;
      boolean first = view % 2 == 0;
      int kept = Math.max(1, (int) (first ? Math.floor(share) : Math.ceil(share)));
      for (int i = 0; i < Math.min(kept, count); i++) {
        ids[row * length + i] = text[first ? i : count - 1 - i];
      }
    }
    return device.of(ids, rows, length);
  }

  /** Reads a row; how many tokens it has. */
  private int read(IntBuffer tokens, int row, int[] text) {
    tokens.get(row * length, text);
    int count = 0;
    while (count < length && text[count] != 0) {
      count++;
    }
    return count;
  }

  /** Fisher and Yates's. */
  private static void shuffle(int[] text, int count, ViewRandom random) {
    for (int i = count - 1; i > 0; i--) {
      int j = (int) (random.next() * (i + 1));
      int swap = text[i];
      text[i] = text[j];
      text[j] = swap;
    }
  }

  private static IntBuffer tokens(byte[] values, int rows, int length) {
    if (values.length != rows * length * Integer.BYTES) {
      throw new IllegalArgumentException(
          "values: must be %d rows of %d tokens, %d bytes, was %d bytes"
              .formatted(rows, length, rows * length * Integer.BYTES, values.length));
    }
    return ByteBuffer.wrap(values).asIntBuffer();
  }
}
