package dev.slipstream.view;

import dev.slipstream.encoder.Noise;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
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
    return Texts.write(device, Texts.read(values, rows, length), length);
  }

  @Override
  public Matrix view(Device device, byte[] values, int rows, long step, int view) {
    int[][] texts = Texts.read(values, rows, length);
    for (int row = 0; row < rows; row++) {
      int[] text = texts[row];
      texts[row] =
          Arrays.stream(places(text.length, step, view, row)).map(place -> text[place]).toArray();
    }
    return Texts.write(device, texts, length);
  }

  /** Where in a text of {@code count} tokens a view's tokens stand, one after the other. */
  private int[] places(int count, long step, int view, int row) {
    // Views 0 and 1 are drawn together: what one takes the other leaves.
    ViewRandom random = ViewRandom.at(stream, step, view / 2, row);
    int[] all = random.shuffled(count);
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
}
