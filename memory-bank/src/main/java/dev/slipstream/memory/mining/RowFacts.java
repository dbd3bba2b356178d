package dev.slipstream.memory.mining;

/**
 * What is known of some samples besides their vectors. Arrays are not copied and not to be changed.
 *
 * @param items {@link dev.slipstream.memory.ItemHash} of each
 * @param eventTimes Unix milliseconds of each
 * @param sources what each came from, such as a hash of a camera's name; none if all are of one
 */
public record RowFacts(long[] items, long[] eventTimes, long[] sources) {

  private static final long[] NO_SOURCES = {};

  public RowFacts {
    requireOneEach("eventTimes", items, eventTimes);
    if (sources.length != 0) {
      requireOneEach("sources", items, sources);
    }
  }

  /** Samples of one source. */
  public RowFacts(long[] items, long[] eventTimes) {
    this(items, eventTimes, NO_SOURCES);
  }

  /** How many there are. */
  public int rows() {
    return items.length;
  }

  /** What a sample came from. */
  long source(int row) {
    return sources.length == 0 ? 0 : sources[row];
  }

  private static void requireOneEach(String name, long[] items, long[] values) {
    if (values.length != items.length) {
      throw new IllegalArgumentException(
          name + ": must be " + items.length + ", one for each item, was " + values.length);
    }
  }
}
