package dev.slipstream.recommend;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.encoder.PlainFeatureSum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Embeds contexts by a published context tower. The version's file says all it takes: which fields
 * there are, how they are hashed, how recent items are pooled. Rows and pools are made by the
 * learner's own code; the tower is computed in plain Java, which gives what the learner gives to
 * 1e-6 and takes microseconds. Immutable and thread-safe.
 */
public final class ContextEmbedder {

  private static final List<Option<?>> OPTIONS =
      List.of(
          ContextConfig.CONTEXT,
          RecommendConfig.BUCKETS,
          RecommendConfig.HISTORY,
          RecommendConfig.RECENCY);

  /** Learned like the tower, but no part of its network. */
  private static final String REPEAT_OFFSET = "repeat-offset";

  private final ContextConfig context;
  private final ContextFeatures features;
  private final int history;
  private final RecentPools pools;
  private final float repeatOffset;
  private final PlainFeatureSum tower;

  private ContextEmbedder(
      ContextConfig context,
      ContextFeatures features,
      int history,
      RecentPools pools,
      float repeatOffset,
      PlainFeatureSum tower) {
    this.context = context;
    this.features = features;
    this.history = history;
    this.pools = pools;
    this.repeatOffset = repeatOffset;
    this.tower = tower;
  }

  /**
   * A context's vector and what it is the sum of. Arrays are not changed.
   *
   * @param vector of length 1
   * @param fields what each field adds to {@code vector}, by name; of no name what every context
   *     has
   * @param recent what each recent item adds to it, the newest first
   */
  public record Explained(float[] vector, Map<String, float[]> fields, List<float[]> recent) {}

  /**
   * The embedder of a version.
   *
   * @throws IllegalArgumentException if the file is no context tower's, or does not say what is
   *     needed, as those of before it was written down
   */
  public static ContextEmbedder of(EncoderFile.Contents version) {
    Map<String, String> notes = new TreeMap<>(version.notes());
    String offset = notes.remove(REPEAT_OFFSET);
    if (offset == null || !notes.containsKey(ContextConfig.CONTEXT.key())) {
      throw new IllegalArgumentException(
          "%s, version %d: must say what a context is, does not; let the learner publish another"
              .formatted(version.encoder(), version.version()));
    }
    Settings settings = Settings.defaults(OPTIONS).with(notes);
    ContextConfig context = ContextConfig.from(settings);
    PlainFeatureSum tower = PlainFeatureSum.of(version.spec(), version.parameters());
    RecentPools pools = new RecentPools(tower.columns(), settings.get(RecommendConfig.RECENCY));
    if (tower.values() != (context.recent() ? pools.columns() : 0)) {
      throw new IllegalArgumentException(
          "%s, version %d: must take the values of recent items, takes %d"
              .formatted(version.encoder(), version.version(), tower.values()));
    }
    return new ContextEmbedder(
        context,
        new ContextFeatures(context, settings.get(RecommendConfig.BUCKETS)),
        settings.get(RecommendConfig.HISTORY),
        pools,
        Float.parseFloat(offset),
        tower);
  }

  /**
   * What a context tower's file must say besides its network.
   *
   * @param repeatOffset see {@link #repeatOffset()}
   */
  static Map<String, String> notes(RecommendConfig config, float repeatOffset) {
    return Map.of(
        ContextConfig.CONTEXT.key(),
        config.context().text(),
        RecommendConfig.BUCKETS.key(),
        RecommendConfig.BUCKETS.show(config.buckets()),
        RecommendConfig.HISTORY.key(),
        RecommendConfig.HISTORY.show(config.history()),
        RecommendConfig.RECENCY.key(),
        RecommendConfig.RECENCY.show(config.recency()),
        REPEAT_OFFSET,
        Float.toString(repeatOffset));
  }

  /** The fields there are; what a request says must pass its {@link ContextConfig#check}. */
  public ContextConfig context() {
    return context;
  }

  /** D, columns of a vector. */
  public int dimensions() {
    return tower.columns();
  }

  /** How many of a user's newest items are looked at; 0 where they are no part of the context. */
  public int history() {
    return context.recent() ? history : 0;
  }

  /** What is added to the cosine with an item that the user met before. */
  public float repeatOffset() {
    return repeatOffset;
  }

  /**
   * The vector of a context.
   *
   * @param fields values by name, which passed {@link ContextConfig#check}
   * @param timeMillis of the event, Unix milliseconds
   * @param recent the user's items, the newest first, by the same version's content tower; those
   *     beyond {@link #history()} are not looked at
   * @return {@code [D]}, of length 1
   * @throws IllegalArgumentException if a number is none, or a vector not of D columns
   */
  public float[] embed(Map<String, List<String>> fields, long timeMillis, List<Recent> recent) {
    float[] sum = new float[dimensions()];
    add(features.row(fields, timeMillis), sum);
    if (context.recent()) {
      tower.addValues(pools.pooled(newest(recent)), 0, 1, sum);
    }
    tower.addBias(sum);
    scale(sum, length(sum));
    return sum;
  }

  /** {@link #embed} with its summands. */
  public Explained explain(Map<String, List<String>> fields, long timeMillis, List<Recent> recent) {
    Map<String, float[]> parts = new LinkedHashMap<>();
    features.parts(fields, timeMillis).forEach((name, row) -> parts.put(name, added(row)));
    tower.addBias(parts.get(""));
    List<float[]> items = new ArrayList<>();
    if (context.recent()) {
      List<Recent> newest = newest(recent);
      for (int age = 0; age < newest.size(); age++) {
        items.add(added(newest.get(age), age));
      }
    }
    float[] sum = new float[dimensions()];
    parts.values().forEach(part -> addTo(sum, part));
    items.forEach(part -> addTo(sum, part));
    float length = length(sum);
    scale(sum, length);
    parts.values().forEach(part -> scale(part, length));
    items.forEach(part -> scale(part, length));
    return new Explained(sum, parts, items);
  }

  private List<Recent> newest(List<Recent> recent) {
    List<Recent> newest = recent.subList(0, Math.min(history(), recent.size()));
    for (Recent item : newest) {
      if (item.vector().length != dimensions()) {
        throw new IllegalArgumentException(
            "recent: must be vectors of %d, was %d".formatted(dimensions(), item.vector().length));
      }
    }
    return newest;
  }

  private float[] added(FeatureRow row) {
    float[] sum = new float[dimensions()];
    add(row, sum);
    return sum;
  }

  private float[] added(Recent item, int age) {
    float[] sum = new float[dimensions()];
    for (int pool = 0; pool < RecentPools.COUNT; pool++) {
      float weight = pools.weight(item.taken(), age, pool);
      if (weight != 0) {
        tower.addValues(item.vector(), pool * dimensions(), weight, sum);
      }
    }
    return sum;
  }

  private void add(FeatureRow row, float[] sum) {
    for (int i = 0; i < row.ids().length; i++) {
      tower.addId(row.ids()[i], row.weights()[i], sum);
    }
  }

  private static void addTo(float[] sum, float[] part) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }

  static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** At least what {@code UnitRows} divides by. */
  static float length(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    return (float) Math.max(1e-12, Math.sqrt(square));
  }

  static void scale(float[] vector, float length) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
  }
}
