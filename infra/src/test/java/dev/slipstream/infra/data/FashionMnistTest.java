package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {

  @TempDir Path directory;

  @Test
  void takesTheInstalledPackageFirst() throws IOException {
    Path installed = complete(directory.resolve("installed"));
    complete(directory.resolve("cache/fashion-mnist"));

    assertThat(FashionMnist.fetch(directory.resolve("cache"), installed)).isEqualTo(installed);
  }

  @Test
  void takesWhatWasFetchedBefore() throws IOException {
    Path kept = complete(directory.resolve("cache/fashion-mnist"));

    assertThat(FashionMnist.fetch(directory.resolve("cache"), directory.resolve("none")))
        .isEqualTo(kept);
  }

  private static Path complete(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String part : new String[] {"train", "t10k"}) {
      Files.createFile(folder.resolve(part + "-images-idx3-ubyte.gz"));
    }
    return folder;
  }
}
