package dev.slipstream.infra.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.Engines;
import dev.slipstream.infra.evaluate.PairEvaluation.Ranks;
import dev.slipstream.input.ImageInput;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.input.TextInput;
import dev.slipstream.job.TrainJob;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownPairsTest {

  private static final int KINDS = 8;

  /** Word k is what pixel k is bright for, and each text has a word that all have. */
  @Test
  void findsWhatIsLikeTheKnownPairs() {
    Settings settings =
        Settings.defaults(TrainJob.OPTIONS)
            .with(
                Map.of(
                    "image.height", "8",
                    "image.width", "8",
                    "image.channels", "1",
                    "text.tokens", "2",
                    "text.buckets", "64"));
    SampleInput texts = TextInput.from(settings);
    SampleInput images = ImageInput.from(settings.with(Modalities.MODALITY, "image"));
    List<byte[]> known = List.of(texts(3 * KINDS), images(3 * KINDS));
    List<byte[]> test = List.of(texts(KINDS), images(KINDS));

    Ranks ranks =
        new KnownPairs(List.of(texts, images), known, test)
            .ranks(Engines.open("torch", 1).device());

    assertThat(ranks.forth()).hasSize(KINDS).containsOnly(1);
    assertThat(ranks.back()).hasSize(KINDS).containsOnly(1);
  }

  private static byte[] texts(int rows) {
    ByteBuffer tokens = ByteBuffer.allocate(rows * 2 * Integer.BYTES);
    for (int row = 0; row < rows; row++) {
      tokens.putInt(60).putInt(1 + row % KINDS);
    }
    return tokens.array();
  }

  private static byte[] images(int rows) {
    byte[] pixels = new byte[rows * 64];
    for (int row = 0; row < rows; row++) {
      pixels[row * 64 + row % KINDS] = (byte) 255;
    }
    return pixels;
  }
}
