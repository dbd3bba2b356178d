package dev.slipstream.infra.data;

import dev.slipstream.infra.data.ItemSource.Entry;
import dev.slipstream.ingest.image.DecodedImage;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Images as people have them: a folder or ZIP of image files, whose sub-folders are the classes, or
 * IDX files as of MNIST. Only names are held; images are read one at a time while iterating. What
 * cannot be read is counted and passed over. Thread-safe.
 *
 * <pre>{@code
 * try (ImageDataSet set = ImageDataSet.open(path)) {
 *   for (ImageItem item : set.items(Order.IID, seed, Long.MAX_VALUE)) { … }
 * }
 * }</pre>
 */
public final class ImageDataSet implements AutoCloseable {

  /** In which order images come. */
  public enum Order {
    /** By path, or as they lie in the file. */
    FILE,
    /** Shuffled by the seed. */
    IID,
    /** Class after class, by path within each. */
    SORTED
  }

  private static final String KINDS =
      "a folder or ZIP with PNG, JPEG, GIF or BMP files, or an IDX file of images";
  private static final int SAMPLED_FOR_SHAPE = 16;

  private final Path path;
  private final ItemSource source;
  private final Optional<ImageDataSet> testPart;
  private final int[] positions; // of the source's entries, in file order
  private final AtomicLong unreadable = new AtomicLong();
  private volatile String firstProblem = "";

  private ImageDataSet(
      Path path, ItemSource source, Optional<ImageDataSet> testPart, int[] positions) {
    this.path = path;
    this.source = source;
    this.testPart = testPart;
    this.positions = positions;
  }

  /**
   * Opens a data set.
   *
   * @param path of a folder with image files or the four files of an MNIST-like set, a ZIP, or an
   *     IDX file of images
   * @throws IllegalArgumentException in one line, if there is nothing there, it is no data set, or
   *     it holds no image
   */
  public static ImageDataSet open(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalArgumentException("data: must be " + KINDS + ", was missing: " + path);
    }
    try {
      Optional<Path> train = IdxSource.find(path, "train");
      if (train.isPresent()) {
        Optional<Path> test = IdxSource.find(path, "t10k");
        Optional<ImageDataSet> part =
            test.isPresent()
                ? Optional.of(whole(test.get(), IdxSource.open(test.get()), Optional.empty()))
                : Optional.empty();
        return whole(path, IdxSource.open(train.get()), part);
      }
      return whole(path, source(path), Optional.empty());
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "data: must be " + KINDS + ", cannot be read: " + e.getMessage(), e);
    }
  }

  private static ItemSource source(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return FolderSource.open(path);
    }
    if (isZip(path)) {
      return ZipSource.open(path);
    }
    if (IdxSource.isIdx(path)) {
      return IdxSource.open(path);
    }
    throw new IllegalArgumentException("data: must be " + KINDS + ", was " + path);
  }

  private static ImageDataSet whole(Path path, ItemSource source, Optional<ImageDataSet> testPart)
      throws IOException {
    int size = source.entries().size();
    if (size == 0) {
      source.close();
      throw new IllegalArgumentException("data: must be " + KINDS + ", was without any: " + path);
    }
    return new ImageDataSet(path, source, testPart, IntStream.range(0, size).toArray());
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'K', 3, 4});
    }
  }

  /** Images listed, readable or not. */
  public int size() {
    return positions.length;
  }

  /** The classes, sorted; empty if the set tells none or one alone. */
  public List<String> labels() {
    List<String> labels =
        Arrays.stream(positions)
            .mapToObj(i -> source.entries().get(i).label())
            .flatMap(Optional::stream)
            .distinct()
            .sorted()
            .toList();
    return labels.size() < 2 ? List.of() : labels;
  }

  /** Images that could not be read so far, each time they were tried. */
  public long unreadable() {
    return unreadable.get();
  }

  /** The first image that could not be read and why, for people; empty if there is none. */
  public String firstProblem() {
    return firstProblem;
  }

  /**
   * What to learn from and what to test on: the set's own test part where it has one, else a fifth
   * kept out by {@link #isHeldOut}. The parts are closed with this set.
   */
  public Split split() {
    return testPart
        .map(test -> new Split(this, test))
        .orElseGet(
            () ->
                new Split(
                    part(entry -> !isHeldOut(entry.id())), part(entry -> isHeldOut(entry.id()))));
  }

  private ImageDataSet part(Predicate<Entry> member) {
    int[] chosen =
        Arrays.stream(positions).filter(i -> member.test(source.entries().get(i))).toArray();
    return new ImageDataSet(path, source, Optional.empty(), chosen);
  }

  /**
   * Two parts of one set.
   *
   * @param train to learn from
   * @param test to test on
   */
  public record Split(ImageDataSet train, ImageDataSet test) {}

  /** Whether a name belongs to the fifth of all names that is never learned from. */
  public static boolean isHeldOut(String name) {
    return Long.remainderUnsigned(ByteBuffer.wrap(DigestUtils.sha256(name)).getLong(), 5) == 0;
  }

  /**
   * The images, read as they are asked for. May be iterated again, and gives the same.
   *
   * @param seed of the shuffle; without meaning for the other orders
   * @param limit most images
   */
  public Iterable<ImageItem> items(Order order, long seed, long limit) {
    int[] ordered = ordered(order, seed);
    return () -> new Items(ordered, limit);
  }

  private int[] ordered(Order order, long seed) {
    return switch (order) {
      case FILE -> positions;
      case IID -> shuffled(seed);
      case SORTED ->
          Arrays.stream(positions)
              .boxed()
              .sorted(Comparator.comparing(i -> source.entries().get(i).label().orElse("")))
              .mapToInt(Integer::intValue)
              .toArray();
    };
  }

  private int[] shuffled(long seed) {
    int[] order = positions.clone();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /**
   * A shape that suits the set, from its first images: their own size if they share one of at most
   * 64 pixels a side, else 64x64; colour if any has it.
   *
   * @throws IllegalArgumentException if none of the first images can be decoded
   */
  public ImageShape suggestedShape() {
    ImageDecoder decoder =
        ImageDecoder.of(ItemSource.MAX_FILE_BYTES, 100_000_000L, Duration.ofMinutes(1));
    List<DecodedImage> images = new ArrayList<>();
    String problem = "";
    for (ImageItem item : items(Order.IID, 0, SAMPLED_FOR_SHAPE)) {
      try {
        images.add(item.decode(decoder));
      } catch (RefusedException e) {
        problem = item.id() + ": " + e.getMessage();
      }
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "data: must hold images that can be decoded, was " + path + " (" + problem + ")");
    }
    return shapeOf(images);
  }

  private static ImageShape shapeOf(List<DecodedImage> images) {
    DecodedImage first = images.get(0);
    boolean same =
        images.stream().allMatch(i -> i.height() == first.height() && i.width() == first.width());
    boolean small = Math.max(first.height(), first.width()) <= 64;
    boolean large = Math.min(first.height(), first.width()) >= 8;
    int channels = images.stream().mapToInt(DecodedImage::channels).max().orElseThrow();
    return same && small && large
        ? new ImageShape(first.height(), first.width(), channels)
        : new ImageShape(64, 64, channels);
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be closed", e);
    }
  }

  private void report(int position, IOException e) {
    if (unreadable.getAndIncrement() == 0) {
      firstProblem = source.entries().get(position).id() + ": " + e.getMessage();
    }
  }

  /** Reads one image ahead, as only a read tells whether there is a next one. */
  private final class Items implements Iterator<ImageItem> {

    private final int[] order;
    private long left;
    private int at;
    private ImageItem next;

    Items(int[] order, long limit) {
      this.order = order;
      this.left = limit;
    }

    @Override
    public boolean hasNext() {
      while (next == null && left > 0 && at < order.length) {
        int position = order[at++];
        try {
          next = source.read(position);
          left--;
        } catch (IOException e) {
          report(position, e);
        }
      }
      return next != null;
    }

    @Override
    public ImageItem next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ImageItem item = next;
      next = null;
      return item;
    }
  }
}
