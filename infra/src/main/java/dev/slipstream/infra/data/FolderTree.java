package dev.slipstream.infra.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

/** Files under a folder. */
final class FolderTree implements FileTree {

  private static final int MAX_DEPTH = 32;

  private final Path root;
  private final List<String> paths;

  private FolderTree(Path root, List<String> paths) {
    this.root = root;
    this.paths = paths;
  }

  static FolderTree open(Path root, Predicate<String> wanted) throws IOException {
    List<String> paths = new ArrayList<>();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new Collector(root, wanted, paths));
    Collections.sort(paths);
    return new FolderTree(root, Collections.unmodifiableList(paths));
  }

  /** A folder of which no file is listed, nor looked for. */
  static FolderTree unlisted(Path root) {
    return new FolderTree(root, List.of());
  }

  @Override
  public List<String> paths() {
    return paths;
  }

  @Override
  public InputStream open(String path) throws IOException {
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root.normalize())) {
      throw new FileNotFoundException("not in the folder: " + path);
    }
    return Files.newInputStream(file);
  }

  @Override
  public void close() {}

  /** Collects paths inside the folder; what cannot be listed is passed over. */
  private static final class Collector extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Predicate<String> wanted;
    private final List<String> paths;

    Collector(Path root, Predicate<String> wanted, List<String> paths) {
      this.root = root;
      this.wanted = wanted;
      this.paths = paths;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = root.relativize(file).toString().replace('\\', '/');
      if (wanted.test(path)) {
        paths.add(path);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(root)) {
        throw e;
      }
      // A file without permission is listed, so that it is counted when it is read.
      return Files.isDirectory(file) ? FileVisitResult.CONTINUE : visitFile(file, null);
    }
  }
}
