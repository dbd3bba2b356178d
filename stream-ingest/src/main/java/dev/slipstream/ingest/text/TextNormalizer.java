package dev.slipstream.ingest.text;

import com.ibm.icu.text.Normalizer2;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;

/**
 * Brings texts that mean the same to one form: Unicode NFKC (UAX #15), then case folding, which
 * also drops what is not to be seen (joiners, soft hyphens, variation selectors). Whatever has the
 * same NFKC form gets the same result. Thread-safe.
 */
final class TextNormalizer {

  /** Normalising sorts the marks on one letter, in time quadratic in their number. */
  private static final int MAX_MARKS = 256;

  private static final int FIRST_MARK = 0x300;
  private static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();
  private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

  private TextNormalizer() {}

  static String normalize(String text) throws RefusedException {
    // Composing takes a few marks into the letter. So that a text and its composed form are treated
    // alike, the composed one decides; what is far beyond the limit is not composed at all.
    requireFewMarks(text, 2 * MAX_MARKS);
    String composed = NFKC.normalize(text);
    requireFewMarks(composed, MAX_MARKS);
    return FOLD.normalize(composed);
  }

  private static void requireFewMarks(String text, int most) throws RefusedException {
    int run = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      run = c < FIRST_MARK || FOLD.hasBoundaryBefore(c) ? 0 : run + 1;
      if (run > most) {
        throw new RefusedException(
            Reason.UNSUPPORTED_ENCODING,
            "The text has more than " + MAX_MARKS + " combining marks on one letter.");
      }
    }
  }
}
