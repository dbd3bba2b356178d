package dev.slipstream.infra.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Files in a ZIP. Nothing is unpacked to disk, and of an entry no more is read than is asked for,
 * whatever the archive says.
 */
final class ZipTree implements FileTree {

  private final ZipFile zip;
  private final List<String> paths;

  private ZipTree(ZipFile zip, List<String> paths) {
    this.zip = zip;
    this.paths = paths;
  }

  static ZipTree open(Path file, Predicate<String> wanted) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    List<String> paths =
        zip.stream()
            .filter(entry -> !entry.isDirectory())
            .map(ZipEntry::getName)
            .filter(wanted)
            .distinct()
            .sorted()
            .toList();
    return new ZipTree(zip, paths);
  }

  @Override
  public List<String> paths() {
    return paths;
  }

  @Override
  public InputStream open(String path) throws IOException {
    ZipEntry entry = zip.getEntry(path);
    if (entry == null) {
      throw new FileNotFoundException("not in the ZIP: " + path);
    }
    return zip.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
