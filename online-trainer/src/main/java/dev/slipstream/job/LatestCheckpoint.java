package dev.slipstream.job;

import dev.slipstream.job.flink.FlinkFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Finds where a stopped job can go on. Flink writes {@code <directory>/<job id>/chk-<n>/_metadata}
 * last, so a checkpoint that has it is complete; each run has a job id of its own. Restored with
 * {@code RecoveryClaimMode.CLAIM}, it is removed once newer ones have replaced it.
 */
public final class LatestCheckpoint {

  private LatestCheckpoint() {}

  /**
   * The newest completed checkpoint of any run.
   *
   * @param directory a Flink file-system URI or a local path; may be missing
   * @return its URI
   */
  public static Optional<String> find(String directory) throws IOException {
    Path root = FlinkFiles.directory(directory);
    Optional<FileStatus> newest = Optional.empty();
    for (FileStatus run : directories(root)) {
      for (FileStatus checkpoint : directories(run.getPath())) {
        if (checkpoint.getPath().getName().startsWith("chk-")) {
          newest = newer(newest, metadata(checkpoint.getPath()));
        }
      }
    }
    return newest.map(status -> status.getPath().getParent().toUri().toString());
  }

  private static Optional<FileStatus> newer(Optional<FileStatus> a, Optional<FileStatus> b) {
    return Stream.of(a, b)
        .flatMap(Optional::stream)
        .max(
            Comparator.comparingLong(FileStatus::getModificationTime)
                .thenComparingLong(LatestCheckpoint::number));
  }

  private static long number(FileStatus metadata) {
    String name = metadata.getPath().getParent().getName().substring("chk-".length());
    return name.matches("\\d{1,18}") ? Long.parseLong(name) : -1;
  }

  private static Optional<FileStatus> metadata(Path checkpoint) throws IOException {
    try {
      FileStatus status =
          checkpoint.getFileSystem().getFileStatus(new Path(checkpoint, "_metadata"));
      return status.getLen() > 0 ? Optional.of(status) : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static FileStatus[] directories(Path parent) throws IOException {
    FileStatus[] found;
    try {
      found = parent.getFileSystem().listStatus(parent);
    } catch (FileNotFoundException e) {
      found = null;
    }
    return found == null
        ? new FileStatus[0]
        : Stream.of(found).filter(FileStatus::isDir).toArray(FileStatus[]::new);
  }
}
