package dev.slipstream.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHomeTest {

  @TempDir Path parent;

  @Test
  void isMadeWhereThereIsNoneAndFoundAgain() {
    Path directory = parent.resolve("a/b");

    try (LocalHome home = LocalHome.open(directory, "job")) {
      assertThat(home.fresh()).isTrue();
    }
    try (LocalHome home = LocalHome.open(directory, "job")) {
      assertThat(home.fresh()).isFalse();
    }
  }

  @Test
  void isHeldByOneAtATime() {
    try (LocalHome home = LocalHome.open(parent, "job")) {
      assertThatThrownBy(() -> LocalHome.open(home.directory(), "job"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "home: must be used by one process at a time, "
                  + parent
                  + " is in use; stop that one (Ctrl-C) or choose another directory with --home");
    }
  }

  @Test
  void ofAnotherVersionIsRefused() throws IOException {
    Files.writeString(parent.resolve("format"), "7\n");

    assertThatThrownBy(() -> LocalHome.open(parent, "job"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "home: must be empty or a Slipstream home of format 3, "
                + parent
                + " was written by another version (format 7); choose another directory with"
                + " --home, or delete this one");
  }

  @Test
  void withADamagedMarkerIsRefusedAndSetFree() throws IOException {
    Path marker = parent.resolve("format");
    Files.write(marker, new byte[] {0, -1, 7});

    assertThatThrownBy(() -> LocalHome.open(parent, "job"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has a damaged file 'format'");

    Files.writeString(marker, LocalHome.FORMAT + "\n");
    LocalHome.open(parent, "job").close();
  }

  @Test
  void neverTakesADirectoryWithOtherFiles() throws IOException {
    Files.writeString(parent.resolve("thesis.tex"), "x");

    assertThatThrownBy(() -> LocalHome.open(parent, "job"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(parent + " holds other files; choose another directory");
    assertThat(parent.toFile().list()).containsExactly("thesis.tex");
  }

  @Test
  void cannotBeAFile() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(() -> LocalHome.open(file, "job"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file + " is a file");
  }

  @Test
  void isEmptiedOfTemporaryFiles() throws IOException {
    try (LocalHome home = LocalHome.open(parent, "job")) {
      Files.createDirectories(home.temporary().resolve("deep"));
      Files.createFile(home.temporary().resolve("deep/left"));
    }

    try (LocalHome home = LocalHome.open(parent, "job")) {
      assertThat(home.temporary()).doesNotExist();
    }
  }
}
