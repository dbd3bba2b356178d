package dev.slipstream.recommend;

import dev.slipstream.recommend.ContextConfig.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A context as weighted ids. Nothing is learned here and nothing kept, so whoever serves makes the
 * same row as the learner did. Thread-safe.
 *
 * <p>Words become hashed ids. A number lies between two marks and is both, each by how near it is;
 * so what is learned of it is a line with a bend at each mark. The marks are even in {@code asinh},
 * which is the number itself near 0 and its logarithm far from it; there are coarse ones, which
 * learn soon, and fine ones. Hours are marks around the clock.
 */
final class ContextFeatures {

  private static final int MOST_VALUES = 16;
  private static final int[] MARKS_PER_UNIT = {3, 48};
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int HOURS = 24;
  private static final int DAYS = 7;
  private static final int THURSDAY = 3; // the first of January 1970, Monday being 0

  private final ContextConfig config;
  private final int buckets;
  private final int length;

  ContextFeatures(ContextConfig config, int buckets) {
    this.config = config;
    this.buckets = buckets;
    this.length = 1 + config.fields().values().stream().mapToInt(ContextFeatures::most).sum();
  }

  /** Most ids of a row. */
  int length() {
    return length;
  }

  /**
   * The row of a context; fields it does not have are left out.
   *
   * @throws IllegalArgumentException if a number is none
   */
  FeatureRow row(Map<String, List<String>> context, long timeMillis) {
    FeatureRow.Builder row = new FeatureRow.Builder(length);
    addAlways(row);
    config.fields().forEach((name, kind) -> add(row, name, kind, context, timeMillis));
    return row.build();
  }

  /**
   * The same row in parts, by the name of the field each comes from; what holds in every context is
   * that of no name. Recent items are no part of it.
   */
  Map<String, FeatureRow> parts(Map<String, List<String>> context, long timeMillis) {
    Map<String, FeatureRow> parts = new LinkedHashMap<>();
    FeatureRow.Builder always = new FeatureRow.Builder(length);
    addAlways(always);
    parts.put("", always.build());
    config
        .fields()
        .forEach(
            (name, kind) -> {
              if (kind != Kind.RECENT) {
                FeatureRow.Builder part = new FeatureRow.Builder(length);
                add(part, name, kind, context, timeMillis);
                parts.put(name, part.build());
              }
            });
    return parts;
  }

  private void addAlways(FeatureRow.Builder row) {
    row.add(FeatureHash.bucket("", "", buckets), 1);
  }

  private void add(
      FeatureRow.Builder row,
      String name,
      Kind kind,
      Map<String, List<String>> context,
      long timeMillis) {
    List<String> values = context.getOrDefault(name, List.of());
    switch (kind) {
      case CATEGORICAL, MULTI -> words(row, name, values, kind == Kind.MULTI ? MOST_VALUES : 1);
      case NUMERIC -> {
        if (!values.isEmpty()) {
          number(row, name, ContextConfig.number(name, values.get(0)));
        }
      }
      case HOUR -> {
        double hour = (double) Math.floorMod(timeMillis, MILLIS_PER_DAY) * HOURS / MILLIS_PER_DAY;
        int before = (int) hour;
        mark(row, name, before, 1 - (hour - before));
        mark(row, name, (before + 1) % HOURS, hour - before);
      }
      case WEEKDAY ->
          mark(
              row,
              name,
              Math.floorMod(Math.floorDiv(timeMillis, MILLIS_PER_DAY) + THURSDAY, DAYS),
              1);
      case RECENT -> {} // items, not ids
    }
  }

  private void words(FeatureRow.Builder row, String name, List<String> values, int most) {
    int count = Math.min(most, values.size());
    for (String value : values.subList(0, count)) {
      row.add(FeatureHash.bucket(name, value, buckets), 1 / Math.sqrt(count));
    }
  }

  private void number(FeatureRow.Builder row, String name, double value) {
    double size = Math.abs(value);
    double asinh =
        Math.copySign(
            StrictMath.log1p(size + size * size / (1 + StrictMath.hypot(1, size))), value);
    for (int marks : MARKS_PER_UNIT) {
      double at = asinh * marks;
      long before = (long) Math.floor(at);
      mark(row, name + "/" + marks, before, 1 - (at - before));
      mark(row, name + "/" + marks, before + 1, at - before);
    }
  }

  private void mark(FeatureRow.Builder row, String name, long mark, double weight) {
    row.add(FeatureHash.bucket(name, Long.toString(mark), buckets), weight);
  }

  private static int most(Kind kind) {
    return switch (kind) {
      case CATEGORICAL, WEEKDAY -> 1;
      case HOUR -> 2;
      case NUMERIC -> 2 * MARKS_PER_UNIT.length;
      case MULTI -> MOST_VALUES;
      case RECENT -> 0;
    };
  }
}
