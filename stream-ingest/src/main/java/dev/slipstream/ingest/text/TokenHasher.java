package dev.slipstream.ingest.text;

import dev.slipstream.wire.TextFeatures;
import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Hashes a token and its character n-grams: MurmurHash3 (x86, 32 bits, seed 0) of their UTF-8. For
 * n-grams the token stands between {@code <} and {@code >}, as in fastText (Bojanowski et al. 2016,
 * arXiv:1607.04606, section 3.2), so that beginnings and ends differ from middles. For one thread.
 */
final class TokenHasher {

  private static final int SEED = 0;

  private final int minLength;
  private final int maxLength;
  private final int maxPieces;
  private final int[] starts; // of the first characters, in bytes, and one more
  private byte[] marked = new byte[256];

  TokenHasher(TextConfig config) {
    this.minLength = config.minPieceLength();
    this.maxLength = config.maxPieceLength();
    this.maxPieces = config.maxPieces();
    // Each first character of a piece but the last few gives at least one.
    this.starts = new int[maxPieces + maxLength + 1];
  }

  /** Adds the token's word, its pieces and their number. */
  void add(String text, int from, int to, TextFeatures.Builder features) {
    int bytes = mark(text, from, to);
    features.addWords(MurmurHash3.hash32x86(marked, 1, bytes - 2, SEED));
    int characters = Math.min(text.codePointCount(from, to) + 2, starts.length - 1);
    int pieces = 0;
    for (int first = 0; first < characters; first++) {
      int longest = Math.min(maxLength, characters - first);
      for (int n = minLength; n <= longest && pieces < maxPieces; n++) {
        int start = starts[first];
        features.addPieces(MurmurHash3.hash32x86(marked, start, starts[first + n] - start, SEED));
        pieces++;
      }
    }
    features.addPieceCounts(pieces);
  }

  /** Writes the token in UTF-8 between its marks; how many bytes that takes. */
  private int mark(String text, int from, int to) {
    int most = 3 * (to - from) + 2;
    if (marked.length < most) {
      marked = Arrays.copyOf(marked, 2 * most);
    }
    int characters = 0;
    int at = 0;
    starts[characters++] = at;
    marked[at++] = '<';
    for (int i = from; i < to; ) {
      if (characters < starts.length) {
        starts[characters++] = at;
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      at = put(c, at);
    }
    if (characters < starts.length) {
      starts[characters++] = at;
    }
    marked[at++] = '>';
    if (characters < starts.length) {
      starts[characters] = at;
    }
    return at;
  }

  private int put(int c, int at) {
    int next = at;
    if (c < 0x80) {
      marked[next++] = (byte) c;
      return next;
    }
    if (c < 0x800) {
      marked[next++] = (byte) (0xC0 | (c >> 6));
    } else {
      if (c < 0x10000) {
        marked[next++] = (byte) (0xE0 | (c >> 12));
      } else {
        marked[next++] = (byte) (0xF0 | (c >> 18));
        marked[next++] = (byte) (0x80 | ((c >> 12) & 0x3F));
      }
      marked[next++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    }
    marked[next++] = (byte) (0x80 | (c & 0x3F));
    return next;
  }
}
