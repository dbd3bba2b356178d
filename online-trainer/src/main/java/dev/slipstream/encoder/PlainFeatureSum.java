package dev.slipstream.encoder;

import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import java.util.List;

/**
 * A {@link FeatureSum} network in plain Java, for one row at a time: needs no engine and no native
 * library, takes microseconds, and lets each summand be told from the others. Adds floats in a
 * fixed order, so that every machine gives the same bits; engines give the same to 1e-6. Immutable
 * and thread-safe.
 */
public final class PlainFeatureSum {

  private final int columns;
  private final int values;

  /** {@code [vocabulary, columns]}: a vector lies in one piece, as it is read. */
  private final float[] table;

  /** {@code [columns, values]}, empty without values. */
  private final float[] map;

  private final float[] bias;

  private PlainFeatureSum(int columns, int values, float[] table, float[] map, float[] bias) {
    this.columns = columns;
    this.values = values;
    this.table = table;
    this.map = map;
    this.bias = bias;
  }

  /**
   * The network of a declaration and its parameters.
   *
   * @throws IllegalArgumentException if it is another network
   */
  public static PlainFeatureSum of(EncoderSpec spec, float[] parameters) {
    if (!spec.name().equals(FeatureSum.NAME)
        || !(spec.input() instanceof InputSpec.Features input)) {
      throw new IllegalArgumentException(
          "architecture: must be " + FeatureSum.NAME + ", was " + spec.name());
    }
    ParameterLayout layout = spec.layout();
    if (parameters.length != layout.size()) {
      throw new IllegalArgumentException(
          "parameters: must be %d, was %d".formatted(layout.size(), parameters.length));
    }
    int columns = spec.projectionSize();
    float[] table = {};
    float[] map = {};
    float[] bias = new float[columns];
    for (Slice slice : layout.slices()) {
      float[] found = new float[slice.size()];
      System.arraycopy(parameters, slice.from(), found, 0, found.length);
      if (slice.kind() == Kind.TABLE
          && slice.shape().equals(List.of(columns, input.vocabulary()))) {
        table = transposed(found, columns, input.vocabulary());
      } else if (slice.kind() == Kind.WEIGHT
          && slice.shape().equals(List.of(columns, input.values()))) {
        map = found;
      } else if (slice.kind() == Kind.BIAS && slice.shape().equals(List.of(columns))) {
        bias = found;
      } else {
        throw new IllegalArgumentException(
            "%s: must be a table, a map or its bias, was %s of %s"
                .formatted(slice.vertex(), slice.kind(), slice.shape()));
      }
    }
    return new PlainFeatureSum(columns, input.values(), table, map, bias);
  }

  /** Columns of what comes out. */
  public int columns() {
    return columns;
  }

  /** Values it takes beside the ids. */
  public int values() {
    return values;
  }

  /** Adds the vector of an id to {@code sum}; id 0 is nobody's and adds nothing. */
  public void addId(int id, float weight, float[] sum) {
    for (int i = 0; i < columns && id != 0; i++) {
      sum[i] += weight * table[id * columns + i];
    }
  }

  /**
   * Adds what the map makes of {@code weight} times some of the values, the others being 0.
   *
   * @param from the first of them
   */
  public void addValues(float[] some, int from, float weight, float[] sum) {
    for (int i = 0; i < columns; i++) {
      float mapped = 0;
      for (int j = 0; j < some.length; j++) {
        mapped += map[i * values + from + j] * some[j];
      }
      sum[i] += weight * mapped;
    }
  }

  /** Adds what comes out of a row of nothing. */
  public void addBias(float[] sum) {
    for (int i = 0; i < columns; i++) {
      sum[i] += bias[i];
    }
  }

  private static float[] transposed(float[] rows, int height, int width) {
    float[] turned = new float[rows.length];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        turned[j * height + i] = rows[i * width + j];
      }
    }
    return turned;
  }
}
