package dev.slipstream.infra.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Each file of a folder or ZIP is an item. */
final class FileSource<T> implements ItemSource<T> {

  private final FileTree files;
  private final Maker<T> maker;
  private final List<Entry> entries;

  private FileSource(FileTree files, Maker<T> maker, List<Entry> entries) {
    this.files = files;
    this.maker = maker;
    this.entries = entries;
  }

  /** Makes an item of a file that was read. */
  interface Maker<T> {
    T make(Entry entry, byte[] file);
  }

  static <T> FileSource<T> of(FileTree files, FileLabels labels, Maker<T> maker) {
    return new FileSource<>(files, maker, files.paths().stream().map(labels::entry).toList());
  }

  /** Files of one modality, as their bytes. */
  static FileSource<Item> encoded(FileTree files, FileLabels labels, Modality modality) {
    return of(
        files,
        labels,
        (entry, file) ->
            new EncodedItem(
                entry.id(),
                entry.label(),
                modality,
                modality.mediaType(entry.id()).orElseThrow(),
                file,
                Optional.empty()));
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public T read(int position) throws IOException {
    Entry entry = entries.get(position);
    return maker.make(entry, files.read(entry.id()));
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
