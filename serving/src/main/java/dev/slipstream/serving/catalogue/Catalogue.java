package dev.slipstream.serving.catalogue;

import dev.slipstream.serving.index.VectorIndex;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All items and their vectors, by encoder version. At most two generations are held: the one that
 * is served and the newest, which is being filled. The newest is served, at once and as a whole,
 * when it covers enough of the known items; while nothing is served, with its first item.
 *
 * <p>Thread-safe: one thread writes, any number read.
 */
public final class Catalogue {

  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

  private final double neededCoverage;
  private final int maxItems;
  private final IntFunction<VectorIndex> newIndex;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private volatile Generation served;
  private Generation filling;
  private long refused;

  /**
   * An empty catalogue.
   *
   * @param neededCoverage share of the known items, in (0, 1], a version needs to be served
   * @param maxItems items remembered at most; further ones are refused and counted
   * @param newIndex makes an index for vectors of a width
   */
  public Catalogue(double neededCoverage, int maxItems, IntFunction<VectorIndex> newIndex) {
    this.neededCoverage = neededCoverage;
    this.maxItems = maxItems;
    this.newIndex = newIndex;
  }

  /** What requests are answered from; empty before the first item. */
  public Optional<Generation> served() {
    return Optional.ofNullable(served);
  }

  /** Whether some version has embedded the item. */
  public boolean knows(String id) {
    return known.contains(id);
  }

  /**
   * Takes in a vector. One of a version that is neither served nor the newest is passed over.
   *
   * @throws IllegalArgumentException if its width is not that of its version's other vectors
   */
  public synchronized void put(long version, String id, Item item, float[] vector) {
    if (!known.contains(id) && known.size() >= maxItems) {
      refuse();
      return;
    }
    Generation generation = generation(version, vector.length);
    if (generation != null) {
      generation.put(id, item, vector);
    }
    known.add(id);
    serveIfCovered();
  }

  /** Forgets an item in every version. */
  public synchronized void remove(String id) {
    known.remove(id);
    if (served != null) {
      served.remove(id);
    }
    if (filling != null) {
      filling.remove(id);
      serveIfCovered();
    }
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
    if (filling != null && version <= filling.version()) {
      return version == filling.version() ? filling : null;
    }
    filling = new Generation(version, newIndex.apply(width));
    return filling;
  }

  private void serveIfCovered() {
    if (filling == null) {
      return;
    }
    if (served == null || filling.size() >= neededCoverage * known.size()) {
      serve(filling);
    }
  }

  private void serve(Generation generation) {
    LOG.info(
        "serving encoder version {} with {} of {} items",
        generation.version(),
        generation.size(),
        known.size());
    served = generation;
    filling = null;
  }

  private void refuse() {
    if (refused++ == 0) {
      LOG.warn("serving.max-items: {} items are known; new ones are refused", maxItems);
    }
  }
}
