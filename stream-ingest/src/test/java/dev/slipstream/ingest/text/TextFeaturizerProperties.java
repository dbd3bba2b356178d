package dev.slipstream.ingest.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Normalizer2;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.TextFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class TextFeaturizerProperties {

  private static final TextConfig CONFIG = new TextConfig(4000, 50, 8, 3, 5);
  private static final int HASHES = 50 * (1 + 8);

  private static final List<Normalizer2> FORMS =
      List.of(
          Normalizer2.getNFCInstance(),
          Normalizer2.getNFDInstance(),
          Normalizer2.getNFKCInstance(),
          Normalizer2.getNFKDInstance());

  /** What normalising has most to do with, and what breaks words. */
  private static final int[] DIFFICULT = {
    'a', 'B', ' ', '\'', '.', '1', 0xDF, 0xC5, 0x130, 0x131, 0x345, 0x300, 0x301, 0x316, 0x323,
    0x34F, 0x3A3, 0x3C2, 0x1E9E, 0xAC00, 0x1100, 0x1161, 0x11A8, 0x0F73, 0x0F71, 0x200D, 0xAD,
    0xFE0F, 0xFB01, 0xFDFA, 0xFF76, 0xFF9E, 0x3099, 0x304B, 0x30AB, 0x4E2D, 0xE01, 0xE33, 0x1F468,
    0x1F3FD, 0x1F1E9, 0x1D400, 0xE0067, 0x09C7, 0x09BE, 0x20AC, 0x20DD, 0x24B6
  };

  private final TextFeaturizer featurizer = TextFeaturizer.of(CONFIG);

  @Property(tries = 2000)
  void anyBytesEndAsBoundedFeaturesOrARefusal(@ForAll @Size(max = 200) byte[] bytes) {
    requireFeaturesOrRefusal(bytes);
  }

  @Property(tries = 1000)
  void damagedTextsEndAsBoundedFeaturesOrARefusal(
      @ForAll long seed, @ForAll @IntRange(max = 8) int flips) {
    byte[] bytes = difficult(seed).getBytes(UTF_8);
    Random random = new Random(seed);
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }

    requireFeaturesOrRefusal(bytes);
  }

  @Property(tries = 1000)
  void textsOfAnyCharactersDoNotDependOnHowTheyAreComposed(
      @ForAll @StringLength(max = 60) String text) {
    requireOneResult(text);
  }

  @Property(tries = 3000)
  void difficultTextsDoNotDependOnHowTheyAreComposed(@ForAll long seed) {
    requireOneResult(difficult(seed));
  }

  @Property(tries = 500)
  void whatCameBeforeDoesNotMatter(@ForAll long seed) {
    byte[] text = difficult(seed).getBytes(UTF_8);

    result(featurizer, difficult(seed + 1).getBytes(UTF_8));

    assertThat(result(featurizer, text)).isEqualTo(result(TextFeaturizer.of(CONFIG), text));
  }

  private void requireOneResult(String text) {
    String valid = new String(text.getBytes(UTF_8), UTF_8); // no halves of pairs
    Object result = result(featurizer, valid.getBytes(UTF_8));

    for (Normalizer2 form : FORMS) {
      assertThat(result(featurizer, form.normalize(valid).getBytes(UTF_8))).isEqualTo(result);
    }
  }

  private void requireFeaturesOrRefusal(byte[] bytes) {
    try {
      TextFeatures features = featurizer.features(bytes, Optional.empty());
      assertThat(features.getWordsCount()).isBetween(1, CONFIG.maxTokens());
      assertThat(features.getPieceCountsCount()).isEqualTo(features.getWordsCount());
      assertThat(features.getPieceCountsList()).allMatch(n -> n <= CONFIG.maxPieces());
      assertThat(features.getPieceCountsList().stream().mapToInt(n -> n).sum())
          .isEqualTo(features.getPiecesCount());
      assertThat(features.getSerializedSize()).isLessThan(4 * HASHES + 200);
    } catch (RefusedException e) {
      assertThat(e.reason()).isNotEqualTo(Reason.REASON_UNSPECIFIED);
      assertThat(e.getMessage()).hasSizeBetween(10, 300).doesNotContain("\n");
    }
  }

  /** The features, or the reason there are none. */
  private static Object result(TextFeaturizer featurizer, byte[] bytes) {
    try {
      return featurizer.features(bytes, Optional.of("text/plain"));
    } catch (RefusedException e) {
      return e.reason();
    }
  }

  private static String difficult(long seed) {
    Random random = new Random(seed);
    int[] text = random.ints(1 + random.nextInt(100), 0, DIFFICULT.length).toArray();
    int[] points = Arrays.stream(text).map(i -> DIFFICULT[i]).toArray();
    return new String(points, 0, points.length);
  }
}
