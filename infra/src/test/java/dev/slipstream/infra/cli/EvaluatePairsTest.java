package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learning across modalities, on pictures drawn here and what they are called. */
class EvaluatePairsTest {

  private static final int SIDE = 12;
  private static final Color[] COLOURS = {
    Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW, Color.WHITE
  };
  private static final String[] NAMES = {"red", "green", "blue", "yellow", "white"};

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsHowWellEachModalityFindsTheOther() throws IOException {
    assertThat(
            evaluate(
                captions(200), "--passes", "8", "--group-column", "id", "--pair", "text-image"))
        .isZero();

    assertThat(err.toString()).isEmpty();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    for (String way : new String[] {"text_to_image", "image_to_text"}) {
      for (String rest : new String[] {"1", "5", "10", "10_untrained", "10_known_pairs"}) {
        assertThat(result.path(way + "_recall_at_" + rest).isNumber()).as(way + rest).isTrue();
      }
      assertThat(result.path(way + "_recall_at_10").asDouble())
          .isGreaterThan(1.5 * result.path("chance_at_10").asDouble());
    }
    int tested = result.path("tested").asInt();
    assertThat(tested).isBetween(15, 45);
    assertThat(result.path("chance_at_10").asDouble()).isCloseTo(10.0 / tested, within(1e-4));
    assertThat(result.path("samples_per_second").asDouble()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-audio", "image-audio", "audio-text"})
  void anyTwoOfThreeModalitiesAreLearnedAcross(String pair) throws IOException {
    assertThat(evaluate(captions(60), "--pair", pair, "--group-column", "id")).isZero();

    assertThat(err.toString()).isEmpty();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    assertThat(result.path(pair.replace("-", "_to_") + "_recall_at_10").isNumber()).isTrue();
    assertThat(result.path("refused").asInt()).isZero();
  }

  @Test
  void whichTwoOfThreeModalitiesMustBeSaid() throws IOException {
    Path table = captions(20);

    for (String pair : new String[] {"text", "text-text", "text-smell"}) {
      assertThat(evaluate(table, "--pair", pair)).isEqualTo(2);
      assertThat(err.toString())
          .hasLineCount(1)
          .contains(
              "--pair: must name two of [text, image, audio] with a dash between, was " + pair);
      err.getBuffer().setLength(0);
    }
  }

  @Test
  void tooFewPairsAreOneLine() throws IOException {
    Path table = captions(12);

    assertThat(evaluate(table, "--pair", "text-image")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("data: must hold");
  }

  private int evaluate(Path table, String... more) throws IOException {
    Path small =
        Files.writeString(
            directory.resolve("small.properties"),
            """
            image.height=12
            image.width=12
            learner.batch-size=16
            learner.steps-per-batch=1
            queue.capacity=64
            encoder.projection=16
            encoder.threads=1
            text.buckets=256
            text.tokens=4
            audio.frames=16
            audio-view.shift=2
            """);
    String[] first = {"evaluate", "pairs", "--data", table.toString(), "--json"};
    String[] all = new String[first.length + more.length + 2];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    all[all.length - 2] = "--config";
    all[all.length - 1] = small.toString();
    return Slipstream.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }

  /**
   * Half upright, half lying stripes of many shades, with a frame of the colour that is named;
   * tones rise or fall, and tell the colour by their pitch.
   */
  private Path captions(int rows) throws IOException {
    Path folder = Files.createDirectory(directory.resolve("captions"));
    StringBuilder table = new StringBuilder("id\ttext\timage\taudio\n");
    Random random = new Random(1);
    for (int i = 0; i < rows; i++) {
      boolean upright = i % 2 == 0;
      int colour = i / 2 % COLOURS.length;
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean frame = Math.min(x, y) < 2 || Math.max(x, y) >= SIDE - 2;
          int stripes = (upright ? x : y) % 4 < 2 ? 0xc0c0c0 : random.nextInt(0x303030);
          image.setRGB(x, y, frame ? COLOURS[colour].getRGB() : stripes);
        }
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      String text = (upright ? "upright " : "lying ") + NAMES[colour];
      Files.write(folder.resolve(i + ".wav"), Tones.wav(upright, 1 + 0.2 * colour, random));
      table.append("%d\t%s\t%d.png\t%d.wav\n".formatted(i, text, i, i));
    }
    return Files.writeString(folder.resolve("captions.tsv"), table);
  }
}
