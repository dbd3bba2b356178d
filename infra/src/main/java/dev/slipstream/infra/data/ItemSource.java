package dev.slipstream.infra.data;

import dev.slipstream.ingest.image.ImageType;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where a data set's images lie: a listing, and one image at a time. Thread-safe. */
interface ItemSource extends Closeable {

  /** Longest file that is read; longer ones are reported. */
  int MAX_FILE_BYTES = 32 << 20;

  /** All images, in file order. */
  List<Entry> entries();

  /** Reads the image at a position of {@link #entries}. */
  ImageItem read(int position) throws IOException;

  /**
   * One image of the listing.
   *
   * @param id its stable name
   * @param label its class, if the set tells one
   */
  record Entry(String id, Optional<String> label) {

    /** An image file by its path inside the set; its folder's name is its class. */
    static Entry ofPath(String path) {
      String[] parts = path.split("/", -1);
      return new Entry(
          path, parts.length < 2 ? Optional.empty() : Optional.of(parts[parts.length - 2]));
    }
  }

  /** Whether a path inside a folder or ZIP is meant as an image: not hidden, and named like one. */
  static boolean isImagePath(String path) {
    for (String part : path.split("/", -1)) {
      if (part.startsWith(".") || part.equals("__MACOSX")) {
        return false;
      }
    }
    return ImageType.ofFileName(path).isPresent();
  }

  /** The item of a file that was read; at most {@link #MAX_FILE_BYTES} of it. */
  static ImageItem encoded(Entry entry, byte[] file) throws IOException {
    if (file.length > MAX_FILE_BYTES) {
      throw new IOException("longer than " + MAX_FILE_BYTES + " bytes");
    }
    String type = ImageType.ofFileName(entry.id()).orElseThrow().mediaType();
    return new ImageItem.Encoded(entry.id(), entry.label(), type, file);
  }
}
