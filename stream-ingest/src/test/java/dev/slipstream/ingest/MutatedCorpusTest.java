package dev.slipstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file, ingest goes on, in bounded memory and time. */
class MutatedCorpusTest {

  private static final int FILES = 10_000;
  private static final String SEED = "20260301";

  @TempDir Path directory;

  @Test
  void eachOfTenThousandDamagedFilesEndsAsASampleOrADeadLetter() throws Exception {
    Path out = directory.resolve("out");
    Process corpus =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                MutatedCorpus.class.getName(),
                "" + FILES,
                SEED)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(corpus.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      corpus.destroyForcibly();
    }

    String said = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(corpus.exitValue()).as(said).isZero();
    Properties result = new Properties();
    result.load(new StringReader(said));
    int accepted = Integer.parseInt(result.getProperty("accepted"));
    int refused = Integer.parseInt(result.getProperty("refused"));
    assertThat(accepted + refused).as(said).isEqualTo(FILES);
    assertThat(accepted).as(said).isGreaterThan(FILES / 20);
    assertThat(refused).as(said).isGreaterThan(FILES / 20);
    assertThat(Integer.parseInt(result.getProperty("slowestMillis"))).as(said).isLessThan(1000);
  }
}
