package dev.slipstream.serving.index;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * An inverted file (Sivic and Zisserman 2003; IVFFlat of Jégou et al. 2011): vectors lie in lists
 * by their nearest centroid, and a search compares with those in the nearest lists. They are kept
 * in 16 bits a value, so that a cosine is some 1e-5 off. While it is small there is one list, and
 * each is compared with. When it has grown, centroids are learned from its own vectors in the
 * background, and the number of lists to search is measured on them as they grow, so that it is
 * right for data nobody tuned it for.
 *
 * <p>Many threads may read while one writes. A writer waits for searches under way and no longer:
 * lists are made beside those in use.
 */
public final class IvfIndex implements VectorIndex {

  private static final double LISTS_PER_ROOT = 3; // of the root of the number of items
  private static final int SAMPLED_PER_LIST = 16;
  private static final int GROWTH = 4;
  private static final int FEW = 256;
  private static final int MEASURED_QUERIES = 100;
  private static final int MEASURED_K = 10;

  private final int width;
  private final int expectedItems;
  private final double recall;
  private final Executor background;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  // All below is guarded by the lock.
  private InvertedLists lists;
  private int roomFor;
  private int measureAbove = Integer.MAX_VALUE;
  private boolean building;
  private Set<String> changed = new HashSet<>();
  private final List<Runnable> whenSettled = new ArrayList<>();

  /**
   * An empty index of vectors of {@code width} floats.
   *
   * @param exactUpTo items up to which each is compared with
   * @param expectedItems how many there will be; 0 if nobody knows
   * @param recall share of the 10 nearest items to be found, in (0, 1]; 1 looks into all lists
   * @param background runs the making of lists
   * @throws IllegalArgumentException if a number is out of its range
   */
  public IvfIndex(int width, int exactUpTo, int expectedItems, double recall, Executor background) {
    if (width < 1) {
      throw new IllegalArgumentException("width: must be >= 1, was " + width);
    }
    if (exactUpTo < 1) {
      throw new IllegalArgumentException("exactUpTo: must be >= 1, was " + exactUpTo);
    }
    if (!(recall > 0 && recall <= 1)) {
      throw new IllegalArgumentException("recall: must be in (0, 1], was " + recall);
    }
    this.width = width;
    this.expectedItems = expectedItems;
    this.recall = recall;
    this.background = background;
    this.lists = new InvertedLists(width, null);
    this.roomFor =
        expectedItems > exactUpTo
            ? Math.max(exactUpTo, SAMPLED_PER_LIST * listsFor(expectedItems))
            : exactUpTo;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int size() {
    return reading(() -> lists.size());
  }

  @Override
  public boolean isSettled() {
    return reading(this::settled);
  }

  private boolean settled() {
    return !building || lists.count() > 1;
  }

  @Override
  public void whenSettled(Runnable action) {
    lock.writeLock().lock();
    try {
      if (!settled()) {
        whenSettled.add(action);
        return;
      }
    } finally {
      lock.writeLock().unlock();
    }
    action.run();
  }

  /** How many lists there are; 1 means that answers are exact. */
  public int lists() {
    return reading(() -> lists.count());
  }

  @Override
  public void put(String id, float[] vector) {
    Vectors.check("vector", vector, width);
    InvertedLists current = current();
    int list = current.listOf(vector); // outside the lock: the long part
    Runnable work;
    lock.writeLock().lock();
    try {
      lists.put(id, vector, lists == current ? list : lists.listOf(vector));
      noteChange(id);
      work = workThatIsDue();
    } finally {
      lock.writeLock().unlock();
    }
    if (work != null) {
      background.execute(work);
    }
  }

  private Runnable workThatIsDue() {
    if (!building && lists.size() > roomFor) {
      building = true;
      return this::build;
    }
    if (!building && lists.size() > measureAbove) {
      measureAbove = 2 * lists.size();
      return this::measure;
    }
    return null;
  }

  @Override
  public boolean remove(String id) {
    lock.writeLock().lock();
    try {
      noteChange(id);
      return lists.remove(id);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void noteChange(String id) {
    if (building) {
      changed.add(id);
    }
  }

  @Override
  public float[] vector(String id) {
    return reading(() -> lists.vector(id));
  }

  @Override
  public List<Neighbor> search(float[] query, int k, Predicate<String> answerable) {
    Vectors.check("query", query, width);
    return reading(() -> lists.search(query, k, answerable));
  }

  @Override
  public List<String> sample(int count) {
    return sample(count, new SplittableRandom());
  }

  private List<String> sample(int count, SplittableRandom random) {
    return reading(() -> lists.sample(count, random));
  }

  private InvertedLists current() {
    return reading(() -> lists);
  }

  private <T> T reading(Supplier<T> answer) {
    lock.readLock().lock();
    try {
      return answer.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private static int listsFor(int items) {
    return (int) Math.ceil(LISTS_PER_ROOT * Math.sqrt(items));
  }

  /** Makes lists for the size that is to come, beside those in use, which go on changing. */
  private void build() {
    try {
      int size = size();
      int room = size <= expectedItems ? expectedItems : GROWTH * size;
      int count = listsFor(room);
      SplittableRandom random = new SplittableRandom(room);
      float[][] sample =
          sample(SAMPLED_PER_LIST * count, random).stream()
              .map(this::vector)
              .filter(Objects::nonNull) // removed meanwhile
              .toArray(float[][]::new);
      if (sample.length == 0) {
        return;
      }
      Centroids centroids = Centroids.of(Math.min(count, sample.length), sample, random);
      InvertedLists next = new InvertedLists(width, centroids);
      ids().forEach(id -> copy(id, next));
      measure(next);
      int measured = next.size();
      for (Set<String> late = use(next, room); !late.isEmpty(); late = use(next, room)) {
        late.forEach(id -> copy(id, next));
      }
      measureAgainAbove(2 * measured);
    } finally {
      stopBuilding();
    }
  }

  /** The fuller the lists, the nearer the neighbours, and the fewer lists hold them. */
  private void measure() {
    measure(current());
  }

  private void measure(InvertedLists measured) {
    if (recall == 1) {
      return; // all are searched
    }
    List<Integer> ranks = new ArrayList<>();
    for (String id : reading(() -> measured.sample(MEASURED_QUERIES, new SplittableRandom(0)))) {
      ranks.addAll(reading(() -> measured.ranksOfNeighbors(id, MEASURED_K)));
    }
    measured.searchFor(recall, ranks);
  }

  /** Uses the lists if few changes are missing there; else these, to be copied outside the lock. */
  private Set<String> use(InvertedLists next, int room) {
    lock.writeLock().lock();
    try {
      Set<String> late = changed;
      changed = new HashSet<>();
      if (late.size() > FEW) {
        return late;
      }
      late.forEach(id -> copy(id, next));
      lists = next;
      roomFor = room;
      return Set.of();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void measureAgainAbove(int size) {
    lock.writeLock().lock();
    try {
      measureAbove = size;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Brings an item's vector, or its absence, as it is now. */
  private void copy(String id, InvertedLists next) {
    float[] vector = vector(id);
    if (vector == null) {
      next.remove(id);
    } else {
      next.put(id, vector, next.listOf(vector));
    }
  }

  private List<String> ids() {
    return reading(() -> lists.ids());
  }

  private void stopBuilding() {
    List<Runnable> waiting;
    lock.writeLock().lock();
    try {
      building = false;
      changed = new HashSet<>();
      waiting = List.copyOf(whenSettled);
      whenSettled.clear();
    } finally {
      lock.writeLock().unlock();
    }
    waiting.forEach(Runnable::run);
  }
}
