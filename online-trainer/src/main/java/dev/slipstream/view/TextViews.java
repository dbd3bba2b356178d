package dev.slipstream.view;

import dev.slipstream.encoder.Noise;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Makes views of batches of texts by the token cut-off and token shuffling of ConSERT (Yan et al.
 * 2021, arXiv:2105.11741, section 3.2). The cut-off is drawn for both views together: one takes
 * what the other leaves, so that they share as few tokens as their sizes allow. What two halves of
 * a text have in common is what it is about, while no word can be found by itself. What is left
 * moves up, in the text's order or, in a share of the views, in a random one. A text of one token
 * is both of its views. Thread-safe.
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
      int[] places = places(count, step, view, row);
      for (int i = 0; i < places.length; i++) {
        ids[row * length + i] = text[places[i]];
      }
    }
    return device.of(ids, rows, length);
  }

  /** Where in a text of {@code count} tokens a view's tokens stand, one after the other. */
  private int[] places(int count, long step, int view, int row) {
    // Views 0 and 1 are drawn together: what one takes the other leaves.
    ViewRandom random = ViewRandom.at(stream, step, view / 2, row);
    int[] all = shuffled(count, random);
    double[] orders = {random.next(), random.next()};
    boolean first = view % 2 == 0;
    double share = config.keep() * count;
    int kept = Math.max(1, (int) (first ? Math.floor(share) : Math.ceil(share)));
    int[] places = new int[Math.min(kept, count)];
    for (int i = 0; i < places.length; i++) {
      places[i] = all[first ? i : count - 1 - i];
    }
    if (orders[view % 2] >= config.shuffle()) {
      Arrays.sort(places);
    }
    return places;
  }

  @Override
  public Noise noise(long step, int view) {
    return new DropoutNoise(stream, step, view);
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

  /** The numbers from 0 to {@code count - 1} in random order, after Fisher and Yates. */
  private static int[] shuffled(int count, ViewRandom random) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int j = (int) (random.next() * (i + 1));
      int swap = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swap;
    }
    return numbers;
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
