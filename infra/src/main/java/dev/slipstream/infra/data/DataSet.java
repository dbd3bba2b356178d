package dev.slipstream.infra.data;

import dev.slipstream.infra.data.ItemSource.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Items as people have them: a folder or ZIP of files, whose sub-folders are the classes, a table,
 * IDX files as of MNIST. Files are read one at a time while iterating. What cannot be read is
 * counted and passed over. Thread-safe.
 *
 * <pre>{@code
 * try (DataSet<ImageItem> set = ImageData.open(path)) {
 *   for (ImageItem item : set.items(Order.IID, seed, Long.MAX_VALUE)) { … }
 * }
 * }</pre>
 *
 * @param <T> what an item is read as
 */
public final class DataSet<T> implements AutoCloseable {

  private final Path path;
  private final ItemSource<T> source;
  private final Optional<DataSet<T>> testPart;
  private final int[] positions; // of the source's entries, in file order
  private final AtomicLong unreadable = new AtomicLong();
  private volatile String firstProblem = "";

  private DataSet(Path path, ItemSource<T> source, Optional<DataSet<T>> testPart, int[] positions) {
    this.path = path;
    this.source = source;
    this.testPart = testPart;
    this.positions = positions;
  }

  /** Opens what lies at a path; empty if that is nothing it understands. */
  interface Opener<T> {
    Optional<ItemSource<T>> open(Path path) throws IOException;
  }

  /**
   * Opens a data set.
   *
   * @param kinds what it may be, for people: completes "must be …"
   * @throws IllegalArgumentException in one line, if there is nothing there, it is no data set, or
   *     it holds no item
   */
  static <T> DataSet<T> open(Path path, String kinds, Opener<T> opener) {
    String must = "data: must be " + kinds + ", ";
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(must + "was missing: " + path);
    }
    try {
      ItemSource<T> source =
          opener.open(path).orElseThrow(() -> new IllegalArgumentException(must + "was " + path));
      int size = source.entries().size();
      if (size == 0) {
        source.close();
        throw new IllegalArgumentException(must + "was without any: " + path);
      }
      return new DataSet<>(path, source, Optional.empty(), IntStream.range(0, size).toArray());
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(must + "cannot be read: " + e.getMessage(), e);
    }
  }

  /** This set with a part of its own to test on. */
  DataSet<T> withTestPart(DataSet<T> part) {
    return new DataSet<>(path, source, Optional.of(part), positions);
  }

  /** Items listed, readable or not. */
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

  /** Items that could not be read so far, each time they were tried. */
  public long unreadable() {
    return unreadable.get();
  }

  /** The first item that could not be read and why, for people; empty if there is none. */
  public String firstProblem() {
    return firstProblem;
  }

  /**
   * What to learn from and what to test on: the set's own test part where it has one, else a fifth
   * kept out by {@link #isHeldOut}. The parts are closed with this set.
   */
  public Split<T> split() {
    return testPart
        .map(test -> new Split<>(this, test))
        .orElseGet(
            () ->
                new Split<>(
                    part(entry -> !isHeldOut(entry.id())), part(entry -> isHeldOut(entry.id()))));
  }

  /**
   * What to test on: the items whose path or name a pattern is found in; the rest is to be learned
   * from. The parts are closed with this set.
   *
   * @throws IllegalArgumentException if one of them would be empty
   */
  public Split<T> split(Pattern heldOut) {
    Split<T> split =
        new Split<>(
            part(entry -> !heldOut.matcher(entry.id()).find()),
            part(entry -> heldOut.matcher(entry.id()).find()));
    if (split.train().size() == 0 || split.test().size() == 0) {
      throw new IllegalArgumentException(
          "hold-out pattern: must be found in the names of some items and not of others, was %s,"
                  .formatted(heldOut)
              + " found in %d of %d".formatted(split.test().size(), size()));
    }
    return split;
  }

  /**
   * What to test on: a share of all, whole groups drawn by hash of their names until it is reached;
   * the rest is to be learned from. The parts are closed with this set.
   *
   * @param heldOut between 0 and 1
   */
  public Split<T> split(double heldOut) {
    Map<String, List<Entry>> groups =
        Arrays.stream(positions)
            .mapToObj(source.entries()::get)
            .collect(Collectors.groupingBy(Entry::group));
    List<String> drawn =
        groups.keySet().stream().sorted(Comparator.comparing(DigestUtils::sha256Hex)).toList();
    Set<String> held = new HashSet<>();
    double wanted = heldOut * size();
    for (int i = 0, items = 0; items < wanted; i++) {
      held.add(drawn.get(i));
      items += groups.get(drawn.get(i)).size();
    }
    Predicate<Entry> member = entry -> held.contains(entry.group());
    return new Split<>(part(member.negate()), part(member));
  }

  private DataSet<T> part(Predicate<Entry> member) {
    int[] chosen =
        Arrays.stream(positions).filter(i -> member.test(source.entries().get(i))).toArray();
    return new DataSet<>(path, source, Optional.empty(), chosen);
  }

  /**
   * Two parts of one set.
   *
   * @param train to learn from
   * @param test to test on
   */
  public record Split<T>(DataSet<T> train, DataSet<T> test) {}

  /** Whether a name belongs to the fifth of all names that is never learned from. */
  public static boolean isHeldOut(String name) {
    return Long.remainderUnsigned(ByteBuffer.wrap(DigestUtils.sha256(name)).getLong(), 5) == 0;
  }

  /**
   * The items, read as they are asked for. May be iterated again, and gives the same.
   *
   * @param seed of the shuffle; without meaning for the other orders
   * @param limit most items
   */
  public Iterable<T> items(Order order, long seed, long limit) {
    int[] ordered = order.of(positions, i -> source.entries().get(i).label(), seed);
    return () -> new Items(ordered, limit);
  }

  /** The path it was opened at. */
  @Override
  public String toString() {
    return path.toString();
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

  /** Reads one item ahead, as only a read tells whether there is a next one. */
  private final class Items implements Iterator<T> {

    private final int[] order;
    private long left;
    private int at;
    private T next;

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
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T item = next;
      next = null;
      return item;
    }
  }
}
