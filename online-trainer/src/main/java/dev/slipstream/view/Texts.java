package dev.slipstream.view;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Texts as the ids of their words, to be cut and put together on the heap. */
public final class Texts {

  private Texts() {}

  /**
   * The words of each text, without the zeros at its end.
   *
   * @param values {@code rows * length} ids, ints in big-endian order; a row ends in zeros
   * @throws IllegalArgumentException if the lengths do not agree
   */
  public static int[][] read(byte[] values, int rows, int length) {
    if (values.length != rows * length * Integer.BYTES) {
      throw new IllegalArgumentException(
          "values: must be %d rows of %d tokens, %d bytes, was %d bytes"
              .formatted(rows, length, rows * length * Integer.BYTES, values.length));
    }
    IntBuffer ids = ByteBuffer.wrap(values).asIntBuffer();
    int[][] texts = new int[rows][];
    int[] text = new int[length];
    for (int row = 0; row < rows; row++) {
      ids.get(row * length, text);
      int count = 0;
      while (count < length && text[count] != 0) {
        count++;
      }
      texts[row] = Arrays.copyOf(text, count);
    }
    return texts;
  }

  /**
   * Texts as an encoder takes them.
   *
   * @param texts of at most {@code length} words
   * @return {@code [texts.length, length]}; a row ends in zeros
   */
  public static Matrix write(Device device, int[][] texts, int length) {
    float[] ids = new float[texts.length * length];
    for (int row = 0; row < texts.length; row++) {
      for (int i = 0; i < texts[row].length; i++) {
        ids[row * length + i] = texts[row][i];
      }
    }
    return device.of(ids, texts.length, length);
  }
}
