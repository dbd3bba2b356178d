package dev.slipstream.ingest.text;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * How much of a text is taken and how finely its words are cut. The bounds keep the largest sample
 * under Kafka's one megabyte for a message.
 *
 * @param maxBytes most bytes of a text
 * @param maxTokens most tokens of a text
 * @param maxPieces most character n-grams of one token
 * @param minPieceLength characters in the shortest n-gram, boundary marks included
 * @param maxPieceLength characters in the longest n-gram, boundary marks included
 */
public record TextConfig(
    int maxBytes, int maxTokens, int maxPieces, int minPieceLength, int maxPieceLength) {

  public static final Option<Integer> MAX_BYTES =
      Option.ofInt("ingest.max-text-bytes", 256 << 10)
          .atLeast(1)
          .atMost(1 << 20)
          .unit("bytes")
          .doc("Longest text, in UTF-8; a longer one becomes a dead letter.");
  public static final Option<Integer> MAX_TOKENS =
      Option.ofInt("ingest.max-tokens", 4096)
          .atLeast(1)
          .atMost(4096)
          .unit("tokens")
          .doc("Most words and symbols of a text; one with more becomes a dead letter.");
  public static final Option<Integer> MAX_PIECES =
      Option.ofInt("text.max-pieces", 32)
          .atLeast(1)
          .atMost(48)
          .unit("pieces")
          .doc("Most character n-grams of one word, taken from its beginning.");
  public static final Option<Integer> MIN_PIECE_LENGTH =
      Option.ofInt("text.min-piece-length", 4)
          .atLeast(2)
          .atMost(8)
          .unit("characters")
          .doc("Shortest character n-gram, the marks of the word's ends counted.");
  public static final Option<Integer> MAX_PIECE_LENGTH =
      Option.ofInt("text.max-piece-length", 4)
          .atLeast(2)
          .atMost(8)
          .unit("characters")
          .doc("Longest character n-gram, the marks of the word's ends counted.");

  public static final List<Option<?>> OPTIONS =
      List.of(MAX_BYTES, MAX_TOKENS, MAX_PIECES, MIN_PIECE_LENGTH, MAX_PIECE_LENGTH);

  public TextConfig {
    MAX_BYTES.check(maxBytes);
    MAX_TOKENS.check(maxTokens);
    MAX_PIECES.check(maxPieces);
    MIN_PIECE_LENGTH.check(minPieceLength);
    MAX_PIECE_LENGTH.check(maxPieceLength);
    if (maxPieceLength < minPieceLength) {
      throw new IllegalArgumentException(
          MAX_PIECE_LENGTH.key()
              + ": must be >= "
              + MIN_PIECE_LENGTH.key()
              + " ("
              + minPieceLength
              + "), was "
              + maxPieceLength);
    }
  }

  /** The limits when nothing else is said. */
  public static TextConfig ofDefaults() {
    return from(Settings.defaults(OPTIONS));
  }

  /** Reads the options of this record. */
  public static TextConfig from(Settings settings) {
    return new TextConfig(
        settings.get(MAX_BYTES),
        settings.get(MAX_TOKENS),
        settings.get(MAX_PIECES),
        settings.get(MIN_PIECE_LENGTH),
        settings.get(MAX_PIECE_LENGTH));
  }
}
