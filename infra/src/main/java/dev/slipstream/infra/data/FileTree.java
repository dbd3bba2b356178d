package dev.slipstream.infra.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Files in a folder or a ZIP, by their paths inside, parts divided by {@code /}. Thread-safe. */
interface FileTree extends Closeable {

  /** Longest file that is read whole; longer ones are reported. */
  int MAX_FILE_BYTES = 32 << 20;

  /**
   * Opens a folder or a ZIP; empty if the path is neither.
   *
   * @param wanted paths inside to list
   */
  static Optional<FileTree> open(Path path, Predicate<String> wanted) throws IOException {
    Predicate<String> listed = wanted.and(name -> !isHidden(name));
    if (Files.isDirectory(path)) {
      return Optional.of(FolderTree.open(path, listed));
    }
    return isZip(path) ? Optional.of(ZipTree.open(path, listed)) : Optional.empty();
  }

  /** The wanted files, sorted. */
  List<String> paths();

  /** Opens a file, listed or not, for reading. */
  InputStream open(String path) throws IOException;

  /** A whole file, of at most {@link #MAX_FILE_BYTES}. */
  default byte[] read(String path) throws IOException {
    try (InputStream in = open(path)) {
      byte[] file = in.readNBytes(MAX_FILE_BYTES + 1);
      if (file.length > MAX_FILE_BYTES) {
        throw new IOException("longer than " + MAX_FILE_BYTES + " bytes");
      }
      return file;
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'K', 3, 4});
    }
  }

  private static boolean isHidden(String path) {
    return Arrays.stream(path.split("/", -1))
        .anyMatch(part -> part.startsWith(".") || part.equals("__MACOSX"));
  }
}
