package dev.slipstream.config;

import java.util.Collection;

/** Helps whoever mistyped a word. */
public final class Suggestion {

  private Suggestion() {}

  /** {@code ; did you mean WORD?} of the known word that looks most alike, or nothing. */
  public static String of(String word, Collection<String> known) {
    return of(word, known, "");
  }

  static String of(String word, Collection<String> known, String prefix) {
    String best = "";
    int least = 2 + word.length() / 4; // more edits than this are another word
    for (String candidate : known) {
      int distance = editDistance(word, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : "; did you mean " + prefix + best + "?";
  }

  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
