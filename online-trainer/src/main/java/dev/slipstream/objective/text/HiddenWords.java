package dev.slipstream.objective.text;

import java.util.stream.IntStream;

/** Words to be told, collected, and the places in a batch of texts where each is. */
final class HiddenWords {

  private final IntStream.Builder places = IntStream.builder();
  private final IntStream.Builder words = IntStream.builder();
  private final int length;

  /**
   * None yet.
   *
   * @param length most words of a text
   */
  HiddenWords(int length) {
    this.length = length;
  }

  /** Adds a word to be told at a position of a text. */
  void add(int row, int position, int word) {
    places.add(row * length + position);
    words.add(word);
  }

  /** All that were added, at the end. */
  Told told() {
    return new Told(places.build().toArray(), words.build().toArray());
  }

  /**
   * What is to be told.
   *
   * @param places {@code row * length + position} of each word
   * @param words as many
   */
  record Told(int[] places, int[] words) {}
}
