package dev.slipstream.objective.text;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Texts cut in two, between the words in their middle. The second half of an odd text is the longer
 * one; a text of one word is both of its halves.
 *
 * @param first half of each text
 * @param second half of each
 */
record Halves(int[][] first, int[][] second) {

  static Halves of(int[][] texts) {
    return new Halves(
        part(texts, count -> 0, count -> Math.max(1, count / 2)),
        part(texts, count -> count / 2, count -> count));
  }

  private static int[][] part(int[][] texts, IntUnaryOperator from, IntUnaryOperator to) {
    return Arrays.stream(texts)
        .map(
            text ->
                Arrays.copyOfRange(text, from.applyAsInt(text.length), to.applyAsInt(text.length)))
        .toArray(int[][]::new);
  }
}
