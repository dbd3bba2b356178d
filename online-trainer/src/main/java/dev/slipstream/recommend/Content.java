package dev.slipstream.recommend;

import java.util.List;

/**
 * What is known of an item before anybody takes it. Immutable by convention: the array is not
 * changed.
 *
 * @param words of its texts and its categories, in the order of their importance; may be empty
 * @param values its self-supervised embedding, of as many columns as the learner was created for;
 *     all zeros where there is none
 * @param group items of one group are equivalent: who took one could have taken the other; empty
 *     for an item that is like no other
 */
public record Content(List<String> words, float[] values, String group) {

  public Content {
    words = List.copyOf(words);
  }

  /** Words alone. */
  public static Content ofWords(List<String> words) {
    return new Content(words, new float[0], "");
  }
}
