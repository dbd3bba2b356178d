package dev.slipstream.serving.catalogue;

import dev.slipstream.serving.catalogue.LocalCheckpoint.EmbeddingWriter;
import dev.slipstream.serving.index.Neighbor;
import dev.slipstream.serving.index.VectorIndex;
import dev.slipstream.wire.Embedding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The items one encoder version has embedded. A request takes one generation and answers from it
 * alone, so vectors of two versions never meet. Thread-safe.
 */
public final class Generation {

  private final long version;
  private final VectorIndex index;
  private final Map<String, Item> items = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  Generation(long version, VectorIndex index) {
    this.version = version;
    this.index = index;
  }

  /** The encoder version all vectors here were made by. */
  public long version() {
    return version;
  }

  /** Items held. */
  public int size() {
    return index.size();
  }

  /** See {@link VectorIndex#isSettled}. */
  public boolean isSettled() {
    return index.isSettled();
  }

  /** See {@link VectorIndex#whenSettled}. */
  void whenSettled(Runnable action) {
    index.whenSettled(action);
  }

  /** Floats in each vector. */
  public int width() {
    return index.width();
  }

  /** What is known of an item; null if it is not here. */
  public Item item(String id) {
    return items.get(id);
  }

  /** The item's unit vector; null if it is not here. */
  public float[] vector(String id) {
    return index.vector(id);
  }

  /** See {@link VectorIndex#search}. */
  public List<Neighbor> search(float[] query, int k, Predicate<String> answerable) {
    return index.search(query, k, answerable);
  }

  /** See {@link VectorIndex#neighbors}. */
  public List<Neighbor> neighbors(String id, int k) {
    return index.neighbors(id, k);
  }

  /** See {@link VectorIndex#sample}. */
  public List<String> sample(int count) {
    return index.sample(count);
  }

  /** How often an item came, changed or went; with {@link #version} it names what is held. */
  public long changes() {
    return changes.get();
  }

  /** Gives what is held, as a refresher writes it. */
  void embeddings(String encoder, EmbeddingWriter writer) throws IOException {
    for (Map.Entry<String, Item> entry : items.entrySet()) {
      float[] vector = vector(entry.getKey());
      if (vector == null) {
        continue; // removed meanwhile
      }
      Item item = entry.getValue();
      Embedding.Builder embedding =
          Embedding.newBuilder()
              .setEncoder(encoder)
              .setItemId(entry.getKey())
              .setVersion(version)
              .setOrigin(item.origin())
              .setContentType(item.contentType())
              .setListing(item.listing())
              .setEventTimeMillis(item.eventTimeMillis())
              .setEmbedTimeMillis(item.embedTimeMillis());
      for (float value : vector) {
        embedding.addVector(value);
      }
      writer.write(embedding.build());
    }
  }

  void put(String id, Item item, float[] vector) {
    index.put(id, vector); // first: it refuses a vector of another width
    items.put(id, item);
    changes.incrementAndGet();
  }

  void remove(String id) {
    index.remove(id);
    items.remove(id);
    changes.incrementAndGet();
  }
}
