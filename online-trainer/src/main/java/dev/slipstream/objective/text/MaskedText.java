package dev.slipstream.objective.text;

import dev.slipstream.view.ViewRandom;
import java.util.Arrays;

/**
 * A text of which 15 % of the words, at least one, are to be told: 80 % of these are hidden behind
 * a mark, 10 % are another word and 10 % are left as they were.
 *
 * @param shown as long as the text
 * @param told positions of the words to be told
 */
record MaskedText(int[] shown, int[] told) {

  private static final double TOLD = 0.15;
  private static final double HIDDEN = 0.8;
  private static final double REPLACED = 0.1;

  /**
   * Draws one.
   *
   * @param texts of which another word is one
   * @param mark what words are hidden behind
   */
  static MaskedText draw(int[] text, int[][] texts, int mark, ViewRandom random) {
    int count = (int) Math.max(1, Math.round(TOLD * text.length));
    int[] told = Arrays.copyOf(random.shuffled(text.length), count);
    int[] shown = text.clone();
    for (int position : told) {
      double kind = random.next();
      int[] other = texts[random.below(texts.length)];
      int another = other[random.below(other.length)];
      if (kind < HIDDEN) {
        shown[position] = mark;
      } else if (kind < HIDDEN + REPLACED) {
        shown[position] = another;
      }
    }
    return new MaskedText(shown, told);
  }
}
