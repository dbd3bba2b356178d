package dev.slipstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatestCheckpointTest {

  @TempDir Path directory;

  @Test
  void findsNothingWhereNothingIs() throws IOException {
    assertThat(find()).isEmpty();
    assertThat(LatestCheckpoint.find(directory.resolve("missing").toString())).isEmpty();
  }

  @Test
  void findsTheNewestOverAllRuns() throws IOException {
    checkpoint("run-a", "chk-9", 1_000);
    Path newest = checkpoint("run-b", "chk-2", 3_000);
    checkpoint("run-b", "chk-1", 2_000);

    assertThat(find()).contains(newest);
    assertThat(LatestCheckpoint.find(directory.toUri().toString()))
        .as("a URI will do as well as a path")
        .isEqualTo(LatestCheckpoint.find(directory.toString()));
  }

  @Test
  void theHigherNumberWinsAtTheSameTime() throws IOException {
    checkpoint("run", "chk-9", 1_000);
    Path newest = checkpoint("run", "chk-10", 1_000);

    assertThat(find()).contains(newest);
  }

  @Test
  void passesOverWhatIsNotComplete() throws IOException {
    Path complete = checkpoint("run", "chk-1", 1_000);
    Files.createDirectories(directory.resolve("run/chk-2"));
    Files.createDirectories(directory.resolve("run/shared"));
    Files.createFile(Files.createDirectories(directory.resolve("run/chk-3")).resolve("_metadata"));
    Files.writeString(directory.resolve("stray"), "no directory");

    assertThat(find()).contains(complete);
  }

  private Optional<Path> find() throws IOException {
    return LatestCheckpoint.find(directory.toString()).map(uri -> Path.of(URI.create(uri)));
  }

  private Path checkpoint(String run, String name, long millis) throws IOException {
    Path checkpoint = Files.createDirectories(directory.resolve(run).resolve(name));
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "complete");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    return checkpoint;
  }
}
