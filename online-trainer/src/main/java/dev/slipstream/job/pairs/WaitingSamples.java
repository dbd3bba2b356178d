package dev.slipstream.job.pairs;

import dev.slipstream.wire.ItemKey;
import dev.slipstream.wire.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Where the samples that wait in a {@link PairJoin} are: by their time, so that the oldest are met
 * first, and by their item, so that a deletion finds them, which knows nothing of pairs. Samples
 * themselves are in the join's state, of which this can be made anew.
 */
final class WaitingSamples {

  /**
   * One sample.
   *
   * @param key of the state that it is in
   * @param side 0 for the first modality, 1 for the second
   */
  record Place(String key, int side, long eventTime, String item) {

    static Place of(Sample sample, int side) {
      return new Place(ItemKey.of(sample), side, sample.getEventTimeMillis(), sample.getItemId());
    }
  }

  private final TreeSet<Place> byTime =
      new TreeSet<>(
          Comparator.comparingLong(Place::eventTime)
              .thenComparing(Place::key)
              .thenComparingInt(Place::side));

  private final TreeSet<Place> byItem =
      new TreeSet<>(
          Comparator.comparing(Place::item)
              .thenComparingInt(Place::side)
              .thenComparing(Place::key)
              .thenComparingLong(Place::eventTime));

  void add(Place place) {
    byTime.add(place);
    byItem.add(place);
  }

  void remove(Place place) {
    byTime.remove(place);
    byItem.remove(place);
  }

  int size() {
    return byTime.size();
  }

  boolean isEmpty() {
    return byTime.isEmpty();
  }

  /** The one of the earliest event. */
  Place oldest() {
    return byTime.first();
  }

  /** Those of an item of one side, in the order of their keys: each pair it is in has one. */
  List<Place> of(String item, int side) {
    Place first = new Place("", side, Long.MIN_VALUE, item);
    return byItem.tailSet(first).stream()
        .takeWhile(place -> place.item().equals(item) && place.side() == side)
        .toList();
  }
}
