package dev.slipstream.ingest.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.TextFeatures;
import java.util.Optional;

/**
 * From the bytes of a text to hashes of its tokens and of their character n-grams, or a refusal
 * with its reason; nothing else ever comes out, whatever the bytes hold. There is no vocabulary: a
 * word never seen before has a hash like any other, and shares n-grams with its relatives.
 *
 * <p>Tokens are words by Unicode's rules (UAX #29, with ICU's dictionaries for scripts that put no
 * spaces between words) and single symbols such as emoji; punctuation and space are dropped. The
 * same bytes give the same features as long as ICU's version stays. For one thread.
 */
public final class TextFeaturizer {

  /** The media type of what is taken. */
  public static final String MEDIA_TYPE = "text/plain";

  /** Categories of characters that make a token; ICU's, as Java's own know fewer emoji. */
  private static final int MEANINGFUL =
      (1 << ECharacterCategory.OTHER_SYMBOL)
          | (1 << ECharacterCategory.MATH_SYMBOL)
          | (1 << ECharacterCategory.CURRENCY_SYMBOL)
          | (1 << ECharacterCategory.UPPERCASE_LETTER)
          | (1 << ECharacterCategory.LOWERCASE_LETTER)
          | (1 << ECharacterCategory.TITLECASE_LETTER)
          | (1 << ECharacterCategory.MODIFIER_LETTER)
          | (1 << ECharacterCategory.OTHER_LETTER)
          | (1 << ECharacterCategory.DECIMAL_DIGIT_NUMBER)
          | (1 << ECharacterCategory.LETTER_NUMBER)
          | (1 << ECharacterCategory.OTHER_NUMBER);

  private final int maxTokens;
  private final TextDecoder decoder;
  private final TokenHasher hasher;
  private final BreakIterator words = BreakIterator.getWordInstance(ULocale.ROOT);

  private TextFeaturizer(TextConfig config) {
    this.maxTokens = config.maxTokens();
    this.decoder = new TextDecoder(config.maxBytes());
    this.hasher = new TokenHasher(config);
  }

  /** With these limits. */
  public static TextFeaturizer of(TextConfig config) {
    return new TextFeaturizer(config);
  }

  /**
   * The features of a text.
   *
   * @param bytes UTF-8
   * @param declared a {@code content-type}; empty or {@code application/octet-stream} says nothing
   * @throws RefusedException if it is no text, or not within the limits
   */
  public TextFeatures features(byte[] bytes, Optional<String> declared) throws RefusedException {
    String text = TextNormalizer.normalize(decoder.decode(bytes, declared));
    TextFeatures.Builder features = TextFeatures.newBuilder();
    words.setText(text);
    int from = words.first();
    for (int to = words.next(); to != BreakIterator.DONE; from = to, to = words.next()) {
      if (isToken(text, from, to)) {
        if (features.getWordsCount() == maxTokens) {
          throw new RefusedException(
              Reason.TOO_LONG, "The text has more than " + maxTokens + " words and symbols.");
        }
        hasher.add(text, from, to, features);
      }
    }
    if (features.getWordsCount() == 0) {
      throw new RefusedException(Reason.NO_CONTENT, "The text has no word and no symbol.");
    }
    return features.build();
  }

  private boolean isToken(String text, int from, int to) {
    if (words.getRuleStatus() >= BreakIterator.WORD_NUMBER) {
      return true;
    }
    for (int i = from; i < to; ) {
      int c = text.codePointAt(i);
      if ((MEANINGFUL & (1 << UCharacter.getType(c))) != 0) {
        return true;
      }
      i += Character.charCount(c);
    }
    return false;
  }
}
