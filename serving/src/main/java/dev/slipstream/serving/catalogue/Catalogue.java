package dev.slipstream.serving.catalogue;

import dev.slipstream.serving.index.IndexFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All items and their vectors, by encoder version. At most three generations are held: the one that
 * is served, the newest, which is being filled, and for a while the one served before, for requests
 * that name its version; it takes in no vectors any more. Its place is taken by one that is whole
 * but not searched quickly yet when a newer one begins. The newest is served, at once and as a
 * whole, when it covers enough of the known items; while nothing is served, with its first item.
 *
 * <p>Thread-safe: one thread writes, any number read.
 */
public final class Catalogue {

  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

  private final double neededCoverage;
  private final int maxItems;
  private final IndexFactory newIndex;
  private final long pinNanos;
  private final LongSupplier nanoTime;
  private final Map<String, String> known = new ConcurrentHashMap<>(); // to themselves: see put
  private volatile Generation served;
  private Generation filling;
  private Generation awaited; // covers enough, waits for its lists; filling, or older than that
  private Generation previous;
  private long previousSince;
  private long refused;

  /**
   * An empty catalogue.
   *
   * @param neededCoverage share of the known items, in (0, 1], a version needs to be served
   * @param maxItems items remembered at most; further ones are refused and counted
   * @param pin how long the version served before can still be asked for
   * @param newIndex makes the index of a generation
   */
  public Catalogue(double neededCoverage, int maxItems, Duration pin, IndexFactory newIndex) {
    this(neededCoverage, maxItems, pin, newIndex, System::nanoTime);
  }

  Catalogue(
      double neededCoverage,
      int maxItems,
      Duration pin,
      IndexFactory newIndex,
      LongSupplier nanoTime) {
    this.neededCoverage = neededCoverage;
    this.maxItems = maxItems;
    this.newIndex = newIndex;
    this.pinNanos = pin.toNanos();
    this.nanoTime = nanoTime;
  }

  /** What requests are answered from; empty before the first item. */
  public Optional<Generation> served() {
    return Optional.ofNullable(served);
  }

  /**
   * The generation of a version, if it is the one served, or was until a short while ago: so that
   * the requests of one session can be answered from one version.
   */
  public synchronized Optional<Generation> pinned(long version) {
    return held().stream().filter(generation -> generation.version() == version).findFirst();
  }

  /** The generations that can be asked for, the one that is served first. */
  public synchronized List<Generation> held() {
    dropPrevious();
    return present(served, previous);
  }

  /** Whether vectors of a version are here, be they served or not. */
  public synchronized boolean holds(long version) {
    return present(served, previous, awaited, filling).stream()
        .anyMatch(generation -> generation.version() == version);
  }

  /** The one served and those to come, where they are, older first. */
  synchronized List<Generation> generations() {
    return present(served, awaited, filling);
  }

  private static List<Generation> present(Generation... generations) {
    return Stream.of(generations).filter(Objects::nonNull).distinct().toList();
  }

  /** Whether some version has embedded the item. */
  public boolean knows(String id) {
    return known.containsKey(id);
  }

  /**
   * Takes in a vector. One of a version that is neither served nor the newest is passed over.
   *
   * @throws IllegalArgumentException if its width is not that of its version's other vectors
   */
  public synchronized void put(long version, String id, Item item, float[] vector) {
    dropPrevious();
    String same = known.get(id);
    if (same == null && known.size() >= maxItems) {
      refuse();
      return;
    }
    String shared = same == null ? id : same; // one text of an id, however many versions hold it
    Generation generation = generation(version, vector.length);
    if (generation != null) {
      generation.put(shared, item.sharing(served == null ? null : served.item(id)), vector);
    }
    known.put(shared, shared);
    serveIfCovered();
  }

  /** Forgets an item in every version. */
  public synchronized void remove(String id) {
    known.remove(id);
    present(served, previous, awaited, filling).forEach(generation -> generation.remove(id));
    serveIfCovered();
  }

  /**
   * To be called once, when everything written before this process started has been taken in.
   * Compaction keeps one vector for an item, so an unfinished change of versions has left gaps in
   * both; the fuller one is served.
   */
  public synchronized void restored() {
    if (filling != null && filling.size() > served.size()) {
      serve(filling);
    }
  }

  /** Counts, all of one moment. */
  public synchronized CatalogueStatus status() {
    dropPrevious();
    return new CatalogueStatus(
        known.size(),
        refused,
        served == null ? -1 : served.version(),
        served == null ? 0 : served.size(),
        filling == null ? -1 : filling.version(),
        filling == null ? 0 : filling.size());
  }

  /** The generation of a version; made if the version is the newest, null if it is not wanted. */
  private Generation generation(long version, int width) {
    if (served != null && version <= served.version()) {
      return version == served.version() ? served : null;
    }
    if (awaited != null && version == awaited.version()) {
      return awaited;
    }
    if (filling != null && version <= filling.version()) {
      return version == filling.version() ? filling : null;
    }
    filling = new Generation(version, newIndex.create(width, known.size()));
    if (awaited != null) {
      previous = null; // no more than three
    }
    return filling;
  }

  private void serveIfCovered() {
    if (filling == null) {
      return;
    }
    if (served == null) {
      serve(filling);
    } else if (filling.size() >= neededCoverage * known.size()) {
      if (filling.isSettled()) {
        serve(filling);
      } else if (awaited == null) {
        Generation covering = filling;
        awaited = covering;
        covering.whenSettled(() -> serveAwaited(covering));
      }
    }
  }

  private synchronized void serveAwaited(Generation settled) {
    if (awaited == settled) {
      serve(settled);
      serveIfCovered();
    }
  }

  private void serve(Generation generation) {
    LOG.info(
        "serving encoder version {} with {} of {} items",
        generation.version(),
        generation.size(),
        known.size());
    previous = served;
    previousSince = nanoTime.getAsLong();
    served = generation;
    awaited = null;
    if (filling != null && filling.version() <= generation.version()) {
      filling = null;
    }
  }

  private void dropPrevious() {
    if (previous != null && nanoTime.getAsLong() - previousSince >= pinNanos) {
      previous = null;
    }
  }

  private void refuse() {
    if (refused++ == 0) {
      LOG.warn("serving.max-items: {} items are known; new ones are refused", maxItems);
    }
  }
}
