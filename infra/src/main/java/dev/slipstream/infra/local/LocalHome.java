package dev.slipstream.infra.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The directory of a local runtime. Each role in it (the job, ingest) is held by one process at a
 * time; the lock goes with the process, however it ends. A marker file names the format of what
 * lies in it, so that data of another version is refused, not misread.
 */
public final class LocalHome implements AutoCloseable {

  /** Raised when older data can no longer be read. */
  static final int FORMAT = 3;

  private static final String MARKER = "format";
  private static final String LOCK = ".lock";

  private final Path directory;
  private final String role;
  private final boolean fresh;
  private final FileChannel lockFile;

  private LocalHome(Path directory, String role, boolean fresh, FileChannel lockFile) {
    this.directory = directory;
    this.role = role;
    this.fresh = fresh;
    this.lockFile = lockFile;
  }

  /**
   * Takes a role in the directory, and makes the directory where it does not exist.
   *
   * @param role a file name; names the lock, the log and the temporary files
   * @throws IllegalStateException if another process holds it, or it holds something else than a
   *     home of this format; the message says what to do
   * @throws UncheckedIOException if it cannot be read or written
   */
  public static LocalHome open(Path directory, String role) {
    try {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw unusable(directory, "is a file");
      }
      boolean fresh = !Files.exists(directory.resolve(MARKER));
      if (fresh && holdsSomethingElse(directory)) {
        throw unusable(directory, "holds other files");
      }
      Files.createDirectories(directory);
      FileChannel lockFile = lock(directory, role);
      try {
        if (fresh) {
          writeMarker(directory);
        } else {
          checkMarker(directory);
        }
        LocalHome home = new LocalHome(directory, role, fresh, lockFile);
        deleteTree(home.temporary());
        return home;
      } catch (IOException | RuntimeException e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "home: must be a directory that can be read and written, was " + directory, e);
    }
  }

  /** The directory itself, absolute. */
  public Path directory() {
    return directory;
  }

  /** Whether nothing was here before. */
  public boolean fresh() {
    return fresh;
  }

  /** Data of the local broker. */
  public Path kafka() {
    return directory.resolve("kafka");
  }

  /** What need not outlive the process; emptied when the home is opened. */
  public Path temporary() {
    return directory.resolve("tmp").resolve(role);
  }

  /** What serving finds again at its next start. */
  public Path serving() {
    return directory.resolve("serving").resolve(role);
  }

  /** Log files. */
  public Path logs() {
    return directory.resolve("logs").resolve(role);
  }

  /** Gives the directory free for another process. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(directory + ": cannot be unlocked", e);
    }
  }

  private static FileChannel lock(Path directory, String role) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(role + LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "home: must be used by one process at a time, "
              + directory
              + " is in use; stop that one (Ctrl-C) or choose another directory with --home");
    }
    return channel;
  }

  private static boolean holdsSomethingElse(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      // A start that was killed before its marker was written leaves these alone.
      return files.anyMatch(f -> !name(f).endsWith(LOCK) && !name(f).startsWith(MARKER));
    }
  }

  private static void writeMarker(Path directory) throws IOException {
    Path next = Files.createTempFile(directory, MARKER, ".new");
    Files.writeString(next, FORMAT + "\n", StandardCharsets.UTF_8);
    Files.move(next, directory.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void checkMarker(Path directory) throws IOException {
    Path marker = directory.resolve(MARKER);
    String found = "unreadable";
    if (Files.isRegularFile(marker) && Files.size(marker) <= 16) {
      found = Files.readString(marker, StandardCharsets.ISO_8859_1).strip();
    }
    if (!found.matches("\\d{1,9}")) {
      throw unusable(directory, "has a damaged file 'format'");
    }
    if (Integer.parseInt(found) != FORMAT) {
      throw unusable(directory, "was written by another version (format " + found + ")");
    }
  }

  private static IllegalStateException unusable(Path directory, String why) {
    return new IllegalStateException(
        "home: must be empty or a Slipstream home of format "
            + FORMAT
            + ", "
            + directory
            + " "
            + why
            + "; choose another directory with --home, or delete this one");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
