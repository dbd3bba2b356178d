package dev.slipstream.serving.index;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Compares the query with every row, so its answers are exact. May be read by many threads while
 * one writes.
 */
public final class ExactIndex implements VectorIndex {

  private static final int BLOCK_ROWS = 1024;

  private final int width;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Integer> places = new HashMap<>();
  private final Rows rows;

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
    this.rows = new Rows(width, BLOCK_ROWS);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int size() {
    lock.readLock().lock();
    try {
      return rows.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void put(String id, float[] vector) {
    Vectors.check("vector", vector, width);
    lock.writeLock().lock();
    try {
      Integer row = places.get(id);
      if (row == null) {
        places.put(id, rows.add(id, vector));
      } else {
        rows.set(row, vector);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public boolean remove(String id) {
    lock.writeLock().lock();
    try {
      Integer row = places.remove(id);
      if (row == null) {
        return false;
      }
      rows.remove(row);
      if (row < rows.size()) {
        places.put(rows.id(row), row);
      }
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public float[] vector(String id) {
    lock.readLock().lock();
    try {
      Integer row = places.get(id);
      return row == null ? null : rows.vector(row);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public List<Neighbor> search(float[] query, int k, Predicate<String> answerable) {
    Vectors.check("query", query, width);
    TopK best = new TopK(k, answerable);
    lock.readLock().lock();
    try {
      rows.offerTo(best, query);
    } finally {
      lock.readLock().unlock();
    }
    return best.sorted();
  }

  @Override
  public List<String> sample(int count) {
    lock.readLock().lock();
    try {
      return Vectors.draw(count, rows.size(), new SplittableRandom()).mapToObj(rows::id).toList();
    } finally {
      lock.readLock().unlock();
    }
  }
}
