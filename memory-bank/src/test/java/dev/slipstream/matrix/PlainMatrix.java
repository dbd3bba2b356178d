package dev.slipstream.matrix;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** A matrix in a Java array; sums are accumulated in double precision. */
public final class PlainMatrix implements Matrix {

  private final PlainDevice device;
  private final int offset;
  private final int rows;
  private final int cols;
  private float[] data;
  private boolean kept;

  PlainMatrix(PlainDevice device, float[] data, int offset, int rows, int cols) {
    this.device = device;
    this.data = data;
    this.offset = offset;
    this.rows = rows;
    this.cols = cols;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int cols() {
    return cols;
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public float[] toArray() {
    return Arrays.copyOfRange(data(), offset, offset + rows * cols);
  }

  @Override
  public void set(float[] values) {
    Shapes.requireLength(values.length, rows, cols);
    System.arraycopy(values, 0, data(), offset, values.length);
  }

  @Override
  public PlainMatrix rowRange(int from, int to) {
    Shapes.requireRange(from, to, rows);
    return new PlainMatrix(device, data(), offset + from * cols, to - from, cols);
  }

  @Override
  public PlainMatrix reshape(int newRows, int newCols) {
    Shapes.requireSameSize(this, newRows, newCols);
    return new PlainMatrix(device, data(), offset, newRows, newCols);
  }

  @Override
  public PlainMatrix copy() {
    return device.owned(toArray(), rows, cols);
  }

  @Override
  public void set(Matrix values) {
    Shapes.requireShape("values", values, rows, cols);
    set(of("values", values).toArray());
  }

  @Override
  public void setRows(int row, Matrix source) {
    Shapes.requireCols("source", source, cols);
    Shapes.requireRange(row, row + source.rows(), rows);
    rowRange(row, row + source.rows()).set(source);
  }

  @Override
  public void setRows(int[] index, Matrix source) {
    Shapes.requireCols("source", source, cols);
    Shapes.requireTargets(index, rows, source);
    for (int i = 0; i < index.length; i++) {
      setRows(index[i], source.rowRange(i, i + 1));
    }
  }

  @Override
  public PlainMatrix gather(int[] index) {
    Shapes.requireIndex(index, rows);
    float[] result = new float[index.length * cols];
    for (int i = 0; i < index.length; i++) {
      System.arraycopy(data(), offset + index[i] * cols, result, i * cols, cols);
    }
    return device.owned(result, index.length, cols);
  }

  @Override
  public PlainMatrix matmul(Matrix b) {
    Shapes.requireRows("b", b, cols);
    return product(this, of("b", b));
  }

  @Override
  public PlainMatrix matmulTransposed(Matrix b) {
    Shapes.requireCols("b", b, cols);
    return product(this, of("b", b).transposed());
  }

  @Override
  public PlainMatrix transposedMatmul(Matrix b) {
    Shapes.requireRows("b", b, rows);
    return product(transposed(), of("b", b));
  }

  @Override
  public PlainMatrix batchMatmul(Matrix b, int inner) {
    Shapes.requireBatch(this, b, inner);
    int n = cols / inner;
    int m = b.cols() / inner;
    PlainMatrix result = device.zeros(rows, n * m);
    for (int i = 0; i < rows; i++) {
      PlainMatrix left = rowRange(i, i + 1).reshape(n, inner);
      PlainMatrix right = of("b", b).rowRange(i, i + 1).reshape(inner, m);
      result.rowRange(i, i + 1).reshape(n, m).set(product(left, right));
    }
    return result;
  }

  @Override
  public PlainMatrix add(Matrix b) {
    return with("b", b, Double::sum);
  }

  @Override
  public PlainMatrix subtract(Matrix b) {
    return with("b", b, (x, y) -> x - y);
  }

  @Override
  public PlainMatrix multiply(Matrix b) {
    return with("b", b, (x, y) -> x * y);
  }

  @Override
  public PlainMatrix divide(Matrix b) {
    return with("b", b, (x, y) -> x / y);
  }

  @Override
  public PlainMatrix multiply(float factor) {
    return each(x -> x * factor);
  }

  @Override
  public PlainMatrix exp() {
    return each(Math::exp);
  }

  @Override
  public PlainMatrix log() {
    return each(Math::log);
  }

  @Override
  public PlainMatrix sqrt() {
    return each(Math::sqrt);
  }

  @Override
  public PlainMatrix rowSum() {
    return eachRow(row -> Arrays.stream(row).sum());
  }

  @Override
  public PlainMatrix rowMax() {
    return eachRow(row -> Arrays.stream(row).max().orElseThrow());
  }

  @Override
  public PlainMatrix rowLogSumExp() {
    return eachRow(
        row -> {
          double most = Arrays.stream(row).max().orElseThrow();
          return Double.isInfinite(most)
              ? most
              : most + Math.log(Arrays.stream(row).map(x -> Math.exp(x - most)).sum());
        });
  }

  @Override
  public PlainMatrix rowNorm() {
    return eachRow(row -> Math.sqrt(Arrays.stream(row).map(x -> x * x).sum()));
  }

  @Override
  public PlainMatrix columnSum() {
    return transposed().rowSum().reshape(1, cols);
  }

  /** Jacobi's method: rotates every pair of coordinates until nothing is left off the diagonal. */
  @Override
  public Eigen symmetricEigen() {
    Shapes.requireShape("symmetric", this, rows, rows);
    double[][] a = new double[rows][rows];
    double[][] v = new double[rows][rows];
    for (int i = 0; i < rows; i++) {
      v[i][i] = 1;
      for (int j = 0; j < rows; j++) {
        a[i][j] = toArray()[i * rows + j];
      }
    }
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int p = 0; p < rows; p++) {
        for (int q = p + 1; q < rows; q++) {
          double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
          double c = Math.cos(angle);
          double s = Math.sin(angle);
          for (int k = 0; k < rows; k++) {
            double x = a[k][p];
            a[k][p] = c * x - s * a[k][q];
            a[k][q] = s * x + c * a[k][q];
          }
          for (int k = 0; k < rows; k++) {
            double x = a[p][k];
            a[p][k] = c * x - s * a[q][k];
            a[q][k] = s * x + c * a[q][k];
            double y = v[k][p];
            v[k][p] = c * y - s * v[k][q];
            v[k][q] = s * y + c * v[k][q];
          }
        }
      }
    }
    int[] order =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> a[i][i]))
            .mapToInt(Integer::intValue)
            .toArray();
    float[] values = new float[rows];
    float[] vectors = new float[rows * rows];
    for (int j = 0; j < rows; j++) {
      values[j] = (float) a[order[j]][order[j]];
      for (int i = 0; i < rows; i++) {
        vectors[i * rows + j] = (float) v[i][order[j]];
      }
    }
    return new Eigen(device().of(values, 1, rows), device().of(vectors, rows, rows));
  }

  @Override
  public double sum() {
    double total = 0;
    for (float value : toArray()) {
      total += value;
    }
    return total;
  }

  @Override
  public void fillInPlace(float value) {
    Arrays.fill(data(), offset, offset + rows * cols, value);
  }

  @Override
  public void addInPlace(Matrix b) {
    set(add(b));
  }

  @Override
  public void multiplyInPlace(Matrix b) {
    set(multiply(b));
  }

  @Override
  public void multiplyInPlace(float factor) {
    set(multiply(factor));
  }

  @Override
  public void axpyInPlace(float alpha, Matrix x) {
    set(with("x", x, (mine, other) -> mine + alpha * other));
  }

  @Override
  public void lerpInPlace(Matrix target, float weight) {
    set(with("target", target, (mine, other) -> mine + weight * (other - mine)));
  }

  @Override
  public void clampInPlace(float least, float most) {
    set(each(x -> Math.min(Math.max(x, least), most)));
  }

  @Override
  public PlainMatrix keep() {
    kept = true;
    return this;
  }

  @Override
  public void close() {
    data = null;
  }

  void scopeClosed() {
    if (!kept) {
      close();
    }
  }

  private interface RowFunction {
    double of(double[] row);
  }

  private float[] data() {
    if (data == null) {
      throw new IllegalStateException("matrix: is closed");
    }
    return data;
  }

  private float at(int row, int col) {
    return data()[offset + row * cols + col];
  }

  private PlainMatrix of(String name, Matrix matrix) {
    if (matrix instanceof PlainMatrix other) {
      return other;
    }
    throw Shapes.foreign(name, device, matrix);
  }

  private PlainMatrix each(DoubleUnaryOperator function) {
    float[] result = toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) function.applyAsDouble(result[i]);
    }
    return device.owned(result, rows, cols);
  }

  private PlainMatrix with(String name, Matrix b, DoubleBinaryOperator function) {
    Shapes.requireBroadcastable(name, b, rows, cols);
    PlainMatrix other = of(name, b);
    float[] result = new float[rows * cols];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        float y = other.at(other.rows == 1 ? 0 : i, other.cols == 1 ? 0 : j);
        result[i * cols + j] = (float) function.applyAsDouble(at(i, j), y);
      }
    }
    return device.owned(result, rows, cols);
  }

  private PlainMatrix eachRow(RowFunction function) {
    float[] result = new float[rows];
    double[] row = new double[cols];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        row[j] = at(i, j);
      }
      result[i] = (float) function.of(row);
    }
    return device.owned(result, rows, 1);
  }

  private PlainMatrix transposed() {
    float[] result = new float[rows * cols];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        result[j * rows + i] = at(i, j);
      }
    }
    return device.owned(result, cols, rows);
  }

  private static PlainMatrix product(PlainMatrix a, PlainMatrix b) {
    float[] result = new float[a.rows * b.cols];
    for (int i = 0; i < a.rows; i++) {
      for (int j = 0; j < b.cols; j++) {
        double total = 0;
        for (int k = 0; k < a.cols; k++) {
          total += (double) a.at(i, k) * b.at(k, j);
        }
        result[i * b.cols + j] = (float) total;
      }
    }
    return a.device.owned(result, a.rows, b.cols);
  }
}
