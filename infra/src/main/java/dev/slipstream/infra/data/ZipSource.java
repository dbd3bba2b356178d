package dev.slipstream.infra.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Image files in a ZIP, by path. Nothing is unpacked to disk, and of an entry no more is read than
 * a file may be long, whatever the archive says.
 */
final class ZipSource implements ItemSource {

  private final ZipFile zip;
  private final List<Entry> entries;

  private ZipSource(ZipFile zip, List<Entry> entries) {
    this.zip = zip;
    this.entries = entries;
  }

  static ZipSource open(Path file) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    List<Entry> entries =
        zip.stream()
            .filter(entry -> !entry.isDirectory())
            .map(ZipEntry::getName)
            .filter(ItemSource::isImagePath)
            .distinct()
            .sorted()
            .map(Entry::ofPath)
            .toList();
    return new ZipSource(zip, entries);
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public ImageItem read(int position) throws IOException {
    Entry entry = entries.get(position);
    try (InputStream in = zip.getInputStream(zip.getEntry(entry.id()))) {
      return ItemSource.encoded(entry, in.readNBytes(MAX_FILE_BYTES + 1));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
