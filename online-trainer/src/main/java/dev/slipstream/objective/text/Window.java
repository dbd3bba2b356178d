package dev.slipstream.objective.text;

import dev.slipstream.input.Batch;
import dev.slipstream.view.ViewRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A word and those around it, up to as many on each side as are drawn from 1 to {@value #WIDEST},
 * so that near words count more often (Mikolov et al. 2013, arXiv:1301.3781, section 3.2).
 *
 * @param word in the middle
 * @param context the words around it, at least one
 */
record Window(int word, int[] context) {

  private static final int WIDEST = 10;

  /** So many of each text of a batch that has two words, any of them maybe more than once. */
  static List<Window> draw(TextTower tower, Batch batch, long step, int each) {
    int[][] texts = tower.texts(batch);
    List<Window> windows = new ArrayList<>();
    for (int row = 0; row < texts.length; row++) {
      ViewRandom random = tower.random(step, row);
      for (int i = 0; i < each && texts[row].length > 1; i++) {
        windows.add(of(texts[row], random));
      }
    }
    return windows;
  }

  /**
   * Draws one.
   *
   * @param text of at least two words
   */
  static Window of(int[] text, ViewRandom random) {
    int middle = random.below(text.length);
    int reach = 1 + random.below(WIDEST);
    int from = Math.max(0, middle - reach);
    int to = Math.min(text.length, middle + reach + 1);
    int[] context = IntStream.range(from, to).filter(i -> i != middle).map(i -> text[i]).toArray();
    return new Window(text[middle], context);
  }
}
