package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Rows that losses are tested on, in double precision for the oracles and on a device; drawn rows
 * are rounded to floats, so that both see the same numbers.
 */
final class LossRows {

  private static final double STEP = 1e-5;

  private LossRows() {}

  /** Random rows of length 1. */
  static double[][] unit(Random random, int n, int d) {
    return unit(normal(random, n, d));
  }

  /** Random rows. */
  static double[][] normal(Random random, int n, int d) {
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> (float) random.nextGaussian());
    }
    return rows;
  }

  /** The same rows at length 1. */
  static double[][] unit(double[][] rows) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(x -> (float) (x / norm(row))).toArray())
        .toArray(double[][]::new);
  }

  static double norm(double[] row) {
    return Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
  }

  static Matrix matrix(Device device, double[][] rows) {
    int columns = rows[0].length;
    float[] values = new float[rows.length * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / columns][i % columns];
    }
    return device.of(values, rows.length, columns);
  }

  /** The gradient of a value by central differences, with respect to rows that it is of. */
  static double[][] differences(DoubleSupplier value, double[][] rows) {
    double[][] gradient = new double[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        double at = rows[i][j];
        rows[i][j] = at + STEP;
        double above = value.getAsDouble();
        rows[i][j] = at - STEP;
        double below = value.getAsDouble();
        rows[i][j] = at;
        gradient[i][j] = (above - below) / (2 * STEP);
      }
    }
    return gradient;
  }

  /** Within a share of the largest value expected. */
  static void assertClose(Matrix actual, double[][] expected, double tolerance) {
    float[] values = actual.toArray();
    double largest =
        Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < values.length; i++) {
      double wanted = expected[i / actual.cols()][i % actual.cols()];
      assertThat((double) values[i]).isCloseTo(wanted, within(tolerance * largest));
    }
  }
}
