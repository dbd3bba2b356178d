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

  private final int width;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, float[]> vectors = new HashMap<>();

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
      return vectors.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void put(String id, float[] vector) {
    Vectors.check("vector", vector, width);
    lock.writeLock().lock();
    try {
      vectors.put(id, vector.clone());
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public boolean remove(String id) {
    lock.writeLock().lock();
    try {
      return vectors.remove(id) != null;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public float[] vector(String id) {
    lock.readLock().lock();
    try {
      float[] vector = vectors.get(id);
      return vector == null ? null : vector.clone();
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
      vectors.forEach((id, vector) -> best.offer(id, Vectors.dot(query, vector)));
    } finally {
      lock.readLock().unlock();
    }
    return best.sorted();
  }

  @Override
  public List<String> sample(int count) {
    lock.readLock().lock();
    try {
      List<String> ids = List.copyOf(vectors.keySet());
      return Vectors.draw(count, ids.size(), new SplittableRandom()).mapToObj(ids::get).toList();
    } finally {
      lock.readLock().unlock();
    }
  }
}
