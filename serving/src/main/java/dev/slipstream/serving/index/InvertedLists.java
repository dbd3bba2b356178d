package dev.slipstream.serving.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Vectors in lists by their nearest centroid; a search compares with the lists nearest to the
 * query: into all, until it is told how many are enough. Not thread-safe, but for {@link #listOf}
 * and {@link #searchFor}.
 */
final class InvertedLists {

  private static final int BLOCK_ROWS = 32;

  private final Centroids centroids; // null: one list, and answers are exact
  private final List<Rows> lists = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();
  private volatile int searched;

  private record Place(Rows list, int row) {}

  InvertedLists(int width, Centroids centroids) {
    this.centroids = centroids;
    int count = centroids == null ? 1 : centroids.count();
    for (int i = 0; i < count; i++) {
      lists.add(new Rows(width, BLOCK_ROWS));
    }
    searched = count;
  }

  int size() {
    return places.size();
  }

  /** Number of lists. */
  int count() {
    return lists.size();
  }

  /** Lists a search looks into. */
  int searched() {
    return searched;
  }

  List<String> ids() {
    return List.copyOf(places.keySet());
  }

  /** The list a vector belongs to; may be asked by any thread. */
  int listOf(float[] vector) {
    return centroids == null ? 0 : centroids.nearest(vector);
  }

  /** Puts the vector into the list that {@link #listOf} named. */
  void put(String id, float[] vector, int listOf) {
    Rows list = lists.get(listOf);
    Place old = places.get(id);
    if (old != null && old.list == list) {
      list.set(old.row, vector);
      return;
    }
    if (old != null) {
      vacate(old);
    }
    places.put(id, new Place(list, list.add(id, vector)));
  }

  boolean remove(String id) {
    Place place = places.remove(id);
    if (place == null) {
      return false;
    }
    vacate(place);
    return true;
  }

  private void vacate(Place place) {
    place.list.remove(place.row);
    if (place.row < place.list.size()) {
      places.put(place.list.id(place.row), place);
    }
  }

  /** A copy; null if the item is not there. */
  float[] vector(String id) {
    Place place = places.get(id);
    return place == null ? null : place.list.vector(place.row);
  }

  List<String> sample(int count, SplittableRandom random) {
    int[] drawn = Vectors.draw(count, size(), random).sorted().toArray();
    List<String> sample = new ArrayList<>();
    int before = 0; // rows of the lists passed
    int list = 0;
    for (int number : drawn) {
      while (number - before >= lists.get(list).size()) {
        before += lists.get(list++).size();
      }
      sample.add(lists.get(list).id(number - before));
    }
    return sample;
  }

  /** Looks into further lists while fewer than {@code k} answers are found. */
  List<Neighbor> search(float[] query, int k, Predicate<String> answerable) {
    TopK best = new TopK(k, answerable);
    int[] order = centroids == null ? new int[1] : centroids.byNearness(query);
    for (int i = 0; i < order.length && (i < searched || !best.isFull()); i++) {
      lists.get(order[i]).offerTo(best, query);
    }
    return best.sorted();
  }

  /**
   * In which list, counted from the nearest to the item, each of its {@code k} true neighbours
   * lies; none if the item is not there.
   */
  List<Integer> ranksOfNeighbors(String id, int k) {
    if (!places.containsKey(id)) {
      return List.of();
    }
    float[] query = vector(id);
    int[] order = centroids.byNearness(query);
    TopK best = new TopK(k, other -> !other.equals(id));
    for (int list : order) {
      lists.get(list).offerTo(best, query);
    }
    Map<Rows, Integer> ranks = new HashMap<>();
    for (int i = 0; i < order.length; i++) {
      ranks.put(lists.get(order[i]), i);
    }
    return best.sorted().stream().map(near -> ranks.get(places.get(near.id()).list)).toList();
  }

  /** A search shall look into as many lists as hold that share of the neighbours. */
  void searchFor(double recall, List<Integer> ranksOfNeighbors) {
    if (!ranksOfNeighbors.isEmpty()) {
      int last = (int) Math.ceil(recall * ranksOfNeighbors.size()) - 1;
      searched = 1 + ranksOfNeighbors.stream().sorted().skip(last).findFirst().orElseThrow();
    }
  }
}
