package dev.slipstream.infra.data;

import dev.slipstream.ingest.image.DecodedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Grey images of an IDX file (the format of MNIST, <a
 * href="http://yann.lecun.com/exdb/mnist/">LeCun et al.</a>), plain or gzipped, held in memory. The
 * labels are in the file beside it.
 */
final class IdxSource implements ItemSource<ImageItem> {

  private static final int IMAGES = 0x803; // unsigned bytes, three dimensions
  private static final int LABELS = 0x801; // unsigned bytes, one dimension
  private static final long MAX_BYTES = 1L << 30;

  private final int height;
  private final int width;
  private final byte[] pixels;
  private final List<Entry> entries;

  private IdxSource(int height, int width, byte[] pixels, List<Entry> entries) {
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.entries = entries;
  }

  /** The IDX file of images in a folder whose name begins so, if there is one. */
  static Optional<Path> find(Path folder, String prefix) {
    for (String name : List.of("-images-idx3-ubyte", "-images.idx3-ubyte")) {
      for (String ending : List.of("", ".gz")) {
        Path file = folder.resolve(prefix + name + ending);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  static boolean isIdx(Path file) {
    try (DataInputStream in = stream(file)) {
      return in.readInt() == IMAGES;
    } catch (IOException e) {
      return false;
    }
  }

  static IdxSource open(Path file) throws IOException {
    try (DataInputStream in = stream(file)) {
      requireMagic(file, in.readInt(), IMAGES);
      int count = in.readInt();
      int height = in.readInt();
      int width = in.readInt();
      if (count < 0 || height < 1 || width < 1 || height > 4096 || width > 4096) {
        throw new IOException(file + ": has a damaged header");
      }
      byte[] pixels = exactly(file, in, (long) count * height * width);
      Optional<byte[]> labels = labels(file, count);
      String part = file.getFileName().toString().replaceFirst("[-.]images.*", "");
      List<Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int at = i;
        entries.add(
            new Entry(
                String.format(Locale.ROOT, "%s-%06d", part, i),
                labels.map(all -> Integer.toString(all[at] & 0xFF))));
      }
      return new IdxSource(height, width, pixels, entries);
    }
  }

  @Override
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public ImageItem read(int position) {
    Entry entry = entries.get(position);
    int size = height * width;
    byte[] image = Arrays.copyOfRange(pixels, position * size, (position + 1) * size);
    return new ImageItem.Pixels(
        entry.id(), entry.label(), new DecodedImage(height, width, 1, image));
  }

  @Override
  public void close() {}

  private static Optional<byte[]> labels(Path images, int count) throws IOException {
    String name =
        images.getFileName().toString().replace("images", "labels").replace("idx3", "idx1");
    String other = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz";
    for (String candidate : List.of(name, other)) {
      Path file = images.resolveSibling(candidate);
      if (!file.equals(images) && Files.isRegularFile(file)) {
        try (DataInputStream in = stream(file)) {
          requireMagic(file, in.readInt(), LABELS);
          int labels = in.readInt();
          if (labels != count) {
            throw new IOException(file + ": must hold " + count + " labels, was " + labels);
          }
          return Optional.of(exactly(file, in, count));
        }
      }
    }
    return Optional.empty();
  }

  private static void requireMagic(Path file, int magic, int expected) throws IOException {
    if (magic != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s: must begin with 0x%08x, was 0x%08x", file, expected, magic));
    }
  }

  private static byte[] exactly(Path file, InputStream in, long length) throws IOException {
    if (length > MAX_BYTES) {
      throw new IOException(file + ": must hold <= " + MAX_BYTES + " bytes, was " + length);
    }
    byte[] bytes = in.readNBytes((int) length); // grows as it reads: a false header costs nothing
    if (bytes.length != length) {
      throw new IOException(file + ": must hold " + length + " bytes, was cut at " + bytes.length);
    }
    return bytes;
  }

  private static DataInputStream stream(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return new DataInputStream(Gzip.unzipped(raw));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }
}
