package dev.slipstream.infra.data;

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

/** Image files under a folder, by path. */
final class FolderSource implements ItemSource {

  private static final int MAX_DEPTH = 32;

  private final Path root;
  private final List<Entry> entries;

  private FolderSource(Path root, List<Entry> entries) {
    this.root = root;
    this.entries = entries;
  }

  static FolderSource open(Path root) throws IOException {
    List<String> paths = new ArrayList<>();
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Collector(root, paths));
    Collections.sort(paths);
    return new FolderSource(root, paths.stream().map(Entry::ofPath).toList());
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public ImageItem read(int position) throws IOException {
    Entry entry = entries.get(position);
    try (InputStream in = Files.newInputStream(root.resolve(entry.id()))) {
      return ItemSource.encoded(entry, in.readNBytes(MAX_FILE_BYTES + 1));
    }
  }

  @Override
  public void close() {}

  /** Collects paths inside the folder; what cannot be listed is passed over. */
  private static final class Collector extends SimpleFileVisitor<Path> {

    private final Path root;
    private final List<String> paths;

    Collector(Path root, List<String> paths) {
      this.root = root;
      this.paths = paths;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = root.relativize(file).toString().replace('\\', '/');
      if (ItemSource.isImagePath(path)) {
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
