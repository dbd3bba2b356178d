package dev.slipstream.objective.text;

import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.view.ViewRandom;
import java.util.Arrays;

/**
 * A text of which some spans were taken out.
 *
 * @param shown the text with one mark in place of each span
 * @param marks where the marks are, in ascending order
 * @param words of the spans, {@value #LONGEST} for each, filled up with {@link
 *     CrossEntropyLoss#IGNORED}
 */
record Spans(int[] shown, int[] marks, int[] words) {

  /** Words of the longest span; lengths are drawn from 1 on, three on average. */
  static final int LONGEST = 5;

  private static final double HIDDEN = 0.15;
  private static final double MEAN = 3;

  /**
   * Draws spans, between any two of which at least one word is left.
   *
   * @param mark in place of a span
   */
  static Spans draw(int[] text, int mark, ViewRandom random) {
    int most = text.length / 2;
    int count = (int) Math.min(most, Math.max(1, Math.round(HIDDEN * text.length / MEAN)));
    int[] lengths = new int[count];
    int left = text.length;
    for (int i = 0; i < count; i++) {
      int behind = count - 1 - i;
      // a word is to be left for each span, and one is to be in each of those behind
      int longest = Math.min(LONGEST, left - (count + behind));
      lengths[i] = 1 + random.below(longest);
      left -= lengths[i];
    }
    // spans lie before some of the words that are left, no two before the same one
    int[] before = Arrays.copyOf(random.shuffled(left), count);
    Arrays.sort(before);
    return of(text, mark, before, lengths);
  }

  private static Spans of(int[] text, int mark, int[] before, int[] lengths) {
    int[] shown = new int[text.length - Arrays.stream(lengths).sum() + lengths.length];
    int[] marks = new int[lengths.length];
    int[] words = new int[lengths.length * LONGEST];
    Arrays.fill(words, CrossEntropyLoss.IGNORED);
    int read = 0;
    int written = 0;
    for (int i = 0; i < lengths.length; i++) {
      int kept = before[i] - (i == 0 ? 0 : before[i - 1]);
      System.arraycopy(text, read, shown, written, kept);
      marks[i] = written + kept;
      shown[marks[i]] = mark;
      System.arraycopy(text, read + kept, words, i * LONGEST, lengths[i]);
      read += kept + lengths[i];
      written = marks[i] + 1;
    }
    System.arraycopy(text, read, shown, written, text.length - read);
    return new Spans(shown, marks, words);
  }
}
