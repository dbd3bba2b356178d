package dev.slipstream.infra.bench;

import dev.slipstream.serving.index.ExactIndex;
import dev.slipstream.serving.index.Neighbor;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Generated items, as embeddings are: near one of many centres, spread mostly along few directions.
 * Each version permutes the coordinates in its own way. So what is near an item is the same in all
 * of them, and a cosine between vectors of two versions is far off: an answer shows whether it is
 * right, and of one version.
 */
final class ServedItems {

  static final String ENCODER = "bench";

  private static final int CENTRES = 500;
  private static final int DIRECTIONS = 16;
  private static final double SPREAD = 0.8;
  private static final double NOISE = 0.5;

  private final int count;
  private final ExactIndex vectors;
  private final Map<String, Set<String>> nearest = new HashMap<>();
  private final List<String> asked;
  private long placesOf = -1;
  private int[] places;

  /**
   * Generates them and finds, by comparing with every item, the {@code k} nearest of some.
   *
   * @param asked how many items will be asked for
   */
  ServedItems(int count, int width, int asked, int k) {
    Random random = new Random(1);
    float[][] centres = gaussians(random, CENTRES, width);
    float[][] directions = gaussians(random, DIRECTIONS, width);
    this.count = count;
    vectors = new ExactIndex(width);
    for (int i = 0; i < count; i++) {
      vectors.put(id(i), vector(random, centres[random.nextInt(CENTRES)], directions));
    }
    for (int i = 0; i < Math.min(asked, count); i++) {
      Set<String> ids = new HashSet<>();
      for (Neighbor near : vectors.neighbors(id(i), k)) {
        ids.add(near.id());
      }
      nearest.put(id(i), ids);
    }
    this.asked = List.copyOf(nearest.keySet());
  }

  int count() {
    return count;
  }

  /** Items whose nearest are known. */
  List<String> asked() {
    return asked;
  }

  /** Ids of the items nearest to one of {@link #asked}. */
  Set<String> nearest(String id) {
    return nearest.get(id);
  }

  /** Of two items, in any one version. */
  double cosine(String a, String b) {
    float[] x = vectors.vector(a);
    float[] y = vectors.vector(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }

  /** Where each coordinate goes in a version. */
  private int[] places(long version) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < vectors.width(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(version));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What a refresher would write. To be called by one thread, version by version. */
  ProducerRecord<String, byte[]> embedding(int item, long version) {
    if (version != placesOf) {
      places = places(version);
      placesOf = version;
    }
    Embedding.Builder embedding =
        Embedding.newBuilder()
            .setItemId(id(item))
            .setEncoder(ENCODER)
            .setVersion(version)
            .setContentType("text/plain");
    float[] vector = vectors.vector(id(item));
    for (int place : places) {
      embedding.addVector(vector[place]);
    }
    Embedding built = embedding.build();
    return new ProducerRecord<>(
        Topics.EMBEDDINGS.name(), EmbeddingKey.of(built), built.toByteArray());
  }

  private static String id(int number) {
    return "item-" + number;
  }

  private static float[] vector(Random random, float[] centre, float[][] directions) {
    float[] vector = centre.clone();
    for (float[] direction : directions) {
      add(vector, direction, SPREAD * random.nextGaussian() / Math.sqrt(DIRECTIONS));
    }
    add(vector, gaussians(random, 1, vector.length)[0], NOISE);
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static void add(float[] vector, float[] other, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] += (float) (factor * other[i]);
    }
  }

  /** Rows of length about 1. */
  private static float[][] gaussians(Random random, int rows, int width) {
    float[][] values = new float[rows][width];
    for (float[] row : values) {
      for (int i = 0; i < width; i++) {
        row[i] = (float) (random.nextGaussian() / Math.sqrt(width));
      }
    }
    return values;
  }
}
