package dev.slipstream.serving.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Compares the query with every row, so its answers are exact. Rows lie in blocks of float arrays:
 * the index grows without copying, needs no native library, and may be read by many threads while
 * one writes.
 */
public final class ExactIndex implements VectorIndex {

  private static final int BLOCK_ROWS = 1024;
  private static final Comparator<Neighbor> WORST_FIRST =
      Comparator.comparingDouble(Neighbor::similarity)
          .thenComparing(Neighbor::id, Comparator.reverseOrder());

  private final int width;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Integer> rows = new HashMap<>();
  private final List<String> ids = new ArrayList<>();
  private final List<float[]> blocks = new ArrayList<>();

  /**
   * An empty index of vectors of {@code width} floats.
   *
   * @throws IllegalArgumentException if {@code width < 1}
   */
  public ExactIndex(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width: must be >= 1, was " + width);
    }
    this.width = width;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int size() {
    lock.readLock().lock();
    try {
      return ids.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void put(String id, float[] vector) {
    Vectors.check("vector", vector, width);
    lock.writeLock().lock();
    try {
      Integer row = rows.get(id);
      if (row == null) {
        row = append(id);
      }
      System.arraycopy(vector, 0, block(row), start(row), width);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private int append(String id) {
    int row = ids.size();
    if (row == blocks.size() * BLOCK_ROWS) {
      blocks.add(new float[BLOCK_ROWS * width]);
    }
    ids.add(id);
    rows.put(id, row);
    return row;
  }

  @Override
  public boolean remove(String id) {
    lock.writeLock().lock();
    try {
      Integer row = rows.remove(id);
      if (row == null) {
        return false;
      }
      fillWithLast(row);
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The last row takes the place of the one removed, so that rows stay without gaps. */
  private void fillWithLast(int row) {
    int last = ids.size() - 1;
    String moved = ids.remove(last);
    if (row != last) {
      System.arraycopy(block(last), start(last), block(row), start(row), width);
      ids.set(row, moved);
      rows.put(moved, row);
    }
    if (last == (blocks.size() - 1) * BLOCK_ROWS) {
      blocks.remove(blocks.size() - 1);
    }
  }

  @Override
  public float[] vector(String id) {
    lock.readLock().lock();
    try {
      Integer row = rows.get(id);
      return row == null ? null : copy(row);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public List<Neighbor> search(float[] query, int k, Predicate<String> answerable) {
    Vectors.check("query", query, width);
    if (k < 1) {
      throw new IllegalArgumentException("k: must be >= 1, was " + k);
    }
    lock.readLock().lock();
    try {
      return best(query, k, answerable);
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<Neighbor> best(float[] query, int k, Predicate<String> answerable) {
    PriorityQueue<Neighbor> best = new PriorityQueue<>(WORST_FIRST);
    float bar = Float.NEGATIVE_INFINITY;
    for (int row = 0; row < ids.size(); row++) {
      float similarity = Vectors.dot(query, block(row), start(row));
      if ((best.size() == k && similarity < bar) || !answerable.test(ids.get(row))) {
        continue;
      }
      best.add(new Neighbor(ids.get(row), similarity));
      if (best.size() > k) {
        best.poll();
      }
      if (best.size() == k) {
        bar = best.element().similarity();
      }
    }
    return sorted(best);
  }

  private static List<Neighbor> sorted(Collection<Neighbor> neighbors) {
    return neighbors.stream().sorted(WORST_FIRST.reversed()).toList();
  }

  @Override
  public List<String> sample(int count) {
    lock.readLock().lock();
    try {
      int size = ids.size();
      if (count >= size) {
        return List.copyOf(ids);
      }
      // Floyd's sampling: exactly count draws, whatever the size.
      SplittableRandom random = new SplittableRandom();
      Set<Integer> chosen = new HashSet<>();
      for (int i = size - count; i < size; i++) {
        if (!chosen.add(random.nextInt(i + 1))) {
          chosen.add(i);
        }
      }
      return chosen.stream().map(ids::get).toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  private float[] copy(int row) {
    return Arrays.copyOfRange(block(row), start(row), start(row) + width);
  }

  private float[] block(int row) {
    return blocks.get(row / BLOCK_ROWS);
  }

  private int start(int row) {
    return row % BLOCK_ROWS * width;
  }
}
