package dev.slipstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  private static final Option<Integer> CAPACITY = Option.ofInt("queue.capacity", 4096).atLeast(1);
  private static final Option<String> NAME = Option.ofString("encoder.name", "image");
  private static final Settings DEFAULTS = Settings.defaults(List.of(CAPACITY, NAME));

  @TempDir private Path folder;

  @Test
  void startsFromTheDefaults() {
    assertThat(DEFAULTS.get(CAPACITY)).isEqualTo(4096);
    assertThat(DEFAULTS.get(NAME)).isEqualTo("image");
    assertThat(DEFAULTS.overrides()).isEmpty();
    assertThat(List.copyOf(DEFAULTS.options())).isEqualTo(List.of(CAPACITY, NAME));
  }

  @Test
  void laterSourcesWin() throws IOException {
    Path file = file("queue.capacity = 1\nencoder.name = f\u00fcr Bilder\n");
    Settings fromFile = DEFAULTS.withFile(file);
    Settings fromEnvironment =
        fromFile.withEnvironment(Map.of("SLIPSTREAM_QUEUE_CAPACITY", "2", "PATH", "/bin"));
    Settings fromCommandLine = fromEnvironment.with(Map.of("queue.capacity", "3"));

    assertThat(fromFile.get(CAPACITY)).isEqualTo(1);
    assertThat(fromEnvironment.get(CAPACITY)).isEqualTo(2);
    assertThat(fromCommandLine.get(CAPACITY)).isEqualTo(3);
    assertThat(fromCommandLine.get(NAME)).isEqualTo("f\u00fcr Bilder");
    assertThat(fromCommandLine.overrides())
        .isEqualTo(Map.of("queue.capacity", "3", "encoder.name", "f\u00fcr Bilder"));
    assertThat(DEFAULTS.get(CAPACITY)).isEqualTo(4096);
  }

  @Test
  void takesValuesMadeInCode() {
    assertThat(DEFAULTS.with(CAPACITY, 7).get(CAPACITY)).isEqualTo(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(CAPACITY, 0))
        .withMessage("queue.capacity: must be a whole number >= 1, was 0");
  }

  @Test
  void ofSomeOptionsOnlyTheirValuesAreKept() {
    Settings some =
        DEFAULTS
            .with(
                Map.of(
                    "queue.capacity", "5", "small/queue.capacity", "2", "small/encoder.name", "x"))
            .only(List.of(CAPACITY));

    assertThat(some.overrides())
        .isEqualTo(Map.of("queue.capacity", "5", "small/queue.capacity", "2"));
    assertThatIllegalArgumentException().isThrownBy(() -> some.get(NAME));
  }

  @Test
  void aScopesValuesHoldWithinItAlone() {
    Settings settings =
        DEFAULTS.with(
            Map.of("queue.capacity", "5", "small/queue.capacity", "2", "other/encoder.name", "x"));

    assertThat(settings.get(CAPACITY)).isEqualTo(5);
    assertThat(settings.scopes()).containsExactly("other", "small");
    assertThat(settings.setWithin("small")).isEqualTo(Map.of("queue.capacity", "2"));
    assertThat(settings.within("small").get(CAPACITY)).isEqualTo(2);
    assertThat(settings.within("small").get(NAME)).isEqualTo("image");
    assertThat(settings.within("unheard-of").overrides()).isEqualTo(Map.of("queue.capacity", "5"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(Map.of("small/queue.capacty", "2")))
        .withMessage("small/queue.capacty: unknown option; did you mean small/queue.capacity?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(Map.of("small/queue.capacity", "0")))
        .withMessageContaining("must be a whole number >= 1, was 0");
  }

  @Test
  void valuesBeneathHoldWhereNothingIsSet() {
    Map<String, String> beneath = Map.of("queue.capacity", "9", "encoder.name", "text");

    Settings settings = DEFAULTS.with(CAPACITY, 3).over(beneath);

    assertThat(settings.get(CAPACITY)).isEqualTo(3);
    assertThat(settings.get(NAME)).isEqualTo("text");
  }

  @Test
  void suggestsTheNearestKeyForAnUnknownOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(Map.of("queue.capcity", "7")))
        .withMessage("queue.capcity: unknown option; did you mean queue.capacity?");
  }

  @Test
  void suggestsNothingThatLooksUnlike() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(Map.of("serving.port", "7")))
        .withMessage("serving.port: unknown option");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.defaults(List.of()).with(Map.of("a", "7")))
        .withMessage("a: unknown option");
  }

  @Test
  void namesTheFileWithWhatIsWrongInIt() throws IOException {
    Path unknown = file("queue.capcity=7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withFile(unknown))
        .withMessage(unknown + ": queue.capcity: unknown option; did you mean queue.capacity?");

    Path wrong = file("queue.capacity=");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withFile(wrong))
        .withMessage(wrong + ": queue.capacity: must be a whole number >= 1, was empty");
  }

  @Test
  void saysWhichFileCannotBeRead() throws IOException {
    Path missing = folder.resolve("missing.properties");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> DEFAULTS.withFile(missing))
        .withMessage(missing + ": cannot be read")
        .withCauseInstanceOf(NoSuchFileException.class);

    Path latin = folder.resolve("latin");
    Files.write(latin, "encoder.name=f\u00fcr".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> DEFAULTS.withFile(latin))
        .withMessage(latin + ": cannot be read");
  }

  @Test
  void namesTheVariableWithWhatIsWrongInIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.withEnvironment(Map.of("SLIPSTREAM_QUEUE_CAPACITY", "many")))
        .withMessage(
            "SLIPSTREAM_QUEUE_CAPACITY: queue.capacity: must be a whole number >= 1, was many");
  }

  @Test
  void refusesOptionsThatAreNotItsOwn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.get(Option.ofInt("other", 1)))
        .withMessage("other: not an option of these settings");
  }

  @Test
  void refusesOneKeyDeclaredTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.defaults(List.of(CAPACITY, Option.ofInt("queue.capacity", 1))))
        .withMessage("queue.capacity: declared twice");
    assertThat(Settings.defaults(List.of(CAPACITY, CAPACITY)).options()).hasSize(1);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "options", ".properties"), content);
  }
}
