package dev.slipstream.serving.index;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Vectors in lists by their nearest centroid; a search compares with the lists nearest to the
 * query: into all, until it is told how many are enough. Not thread-safe, but for {@link #listOf}
 * and {@link #searchFor}.
 */
final class InvertedLists {

  private final Centroids centroids; // null: one list, and answers are exact
  private final List<Rows> lists = new ArrayList<>();
  private final Places places = new Places(lists);
  private volatile int searched;

  InvertedLists(int width, Centroids centroids) {
    this.centroids = centroids;
    int count = centroids == null ? 1 : centroids.count();
    for (int i = 0; i < count; i++) {
      lists.add(new Rows(width));
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
    List<String> ids = new ArrayList<>(size());
    for (Rows list : lists) {
      for (int row = 0; row < list.size(); row++) {
        ids.add(list.id(row));
      }
    }
    return ids;
  }

  /** The list a vector belongs to; may be asked by any thread. */
  int listOf(float[] vector) {
    return centroids == null ? 0 : centroids.nearest(vector);
  }

  /** Puts the vector into the list that {@link #listOf} named. */
  void put(String id, float[] vector, int listOf) {
    Rows list = lists.get(listOf);
    long old = places.get(id);
    if (old != Places.NONE && Places.list(old) == listOf) {
      list.set(Places.row(old), vector);
      return;
    }
    if (old != Places.NONE) {
      vacate(id, old);
    }
    places.put(id, Places.of(listOf, list.add(id, vector)));
  }

  boolean remove(String id) {
    long place = places.get(id);
    if (place == Places.NONE) {
      return false;
    }
    vacate(id, place);
    return true;
  }

  /** The places change first: they read the ids of rows that are where they were. */
  private void vacate(String id, long place) {
    Rows list = lists.get(Places.list(place));
    int row = Places.row(place);
    places.remove(id);
    if (row < list.size() - 1) {
      places.put(list.id(list.size() - 1), place);
    }
    list.remove(row);
  }

  /** Null if the item is not there. */
  float[] vector(String id) {
    long place = places.get(id);
    return place == Places.NONE ? null : lists.get(Places.list(place)).vector(Places.row(place));
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
    short[] rounded = Rounded.of(query);
    for (int i = 0; i < order.length && (i < searched || !best.isFull()); i++) {
      lists.get(order[i]).offerTo(best, rounded);
    }
    return best.sorted();
  }

  /**
   * In which list, counted from the nearest to the item, each of its {@code k} true neighbours
   * lies; none if the item is not there.
   */
  List<Integer> ranksOfNeighbors(String id, int k) {
    float[] query = vector(id);
    if (query == null) {
      return List.of();
    }
    int[] order = centroids.byNearness(query);
    int[] ranks = new int[order.length];
    TopK best = new TopK(k, other -> !other.equals(id));
    short[] rounded = Rounded.of(query);
    for (int i = 0; i < order.length; i++) {
      ranks[order[i]] = i;
      lists.get(order[i]).offerTo(best, rounded);
    }
    return best.sorted().stream().map(near -> ranks[Places.list(places.get(near.id()))]).toList();
  }

  /** A search shall look into as many lists as hold that share of the neighbours. */
  void searchFor(double recall, List<Integer> ranksOfNeighbors) {
    if (!ranksOfNeighbors.isEmpty()) {
      int last = (int) Math.ceil(recall * ranksOfNeighbors.size()) - 1;
      searched = 1 + ranksOfNeighbors.stream().sorted().skip(last).findFirst().orElseThrow();
    }
  }
}
