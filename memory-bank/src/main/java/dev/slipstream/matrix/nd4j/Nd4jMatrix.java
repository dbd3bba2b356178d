package dev.slipstream.matrix.nd4j;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import org.nd4j.linalg.api.blas.params.MMulTranspose;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/** A matrix held in an ND4J array: float32, 'c'-ordered, contiguous. */
public final class Nd4jMatrix implements Matrix {

  private final Nd4jDevice device;
  private final INDArray array;
  private final int rows;
  private final int cols;
  private final boolean owner;
  private boolean kept;

  /**
   * @param owner whether closing this matrix frees the memory; a view's does not
   */
  Nd4jMatrix(Nd4jDevice device, INDArray array, boolean owner) {
    this.device = device;
    this.array = array;
    this.rows = (int) array.size(0);
    this.cols = (int) array.size(1);
    this.owner = owner;
  }

  /** The array itself, {@code [rows, cols]}; it lives as long as this matrix. */
  public INDArray array() {
    return array;
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

  // ---- host ----

  @Override
  public float[] toArray() {
    return Nd4jDevice.toHost(array);
  }

  @Override
  public void set(float[] values) {
    Shapes.requireLength(values.length, rows, cols);
    Nd4jDevice.toDevice(values, array);
  }

  // ---- views ----

  @Override
  public Nd4jMatrix rowRange(int from, int to) {
    Shapes.requireRange(from, to, rows);
    return view(rowsFrom(from, to - from));
  }

  @Override
  public Nd4jMatrix reshape(int newRows, int newCols) {
    Shapes.requireSameSize(this, newRows, newCols);
    return view(Nd4jDevice.view(array, 0, newRows, newCols));
  }

  // ---- copies ----

  @Override
  public Nd4jMatrix copy() {
    return device.owned(empty().assign(array));
  }

  @Override
  public void set(Matrix values) {
    Shapes.requireShape("values", values, rows, cols);
    array.assign(of("values", values));
  }

  @Override
  public void setRows(int row, Matrix source) {
    Shapes.requireCols("source", source, cols);
    Shapes.requireRange(row, row + source.rows(), rows);
    rowsFrom(row, source.rows()).assign(of("source", source));
  }

  @Override
  public void setRows(int[] index, Matrix source) {
    Shapes.requireCols("source", source, cols);
    Shapes.requireTargets(index, rows, source);
    INDArray from = of("source", source);
    for (int i = 0; i < index.length; i++) {
      rowsFrom(index[i], 1).assign(Nd4jDevice.view(from, (long) i * cols, 1, cols));
    }
  }

  @Override
  public Nd4jMatrix gather(int[] index) {
    Shapes.requireIndex(index, rows);
    INDArray result = Nd4jDevice.uninitialised(index.length, cols);
    return device.owned(Nd4j.pullRows(array, result, 1, index));
  }

  // ---- products: a 'c'-ordered array is its own transpose in the 'f' order that BLAS reads, so
  // each result is computed as its transpose and nothing is copied ----

  @Override
  public Nd4jMatrix matmul(Matrix b) {
    Shapes.requireRows("b", b, cols);
    INDArray right = of("b", b);
    return product(right, false, array, false, rows, b.cols());
  }

  @Override
  public Nd4jMatrix matmulTransposed(Matrix b) {
    Shapes.requireCols("b", b, cols);
    INDArray right = of("b", b);
    return product(right, true, array, false, rows, b.rows());
  }

  @Override
  public Nd4jMatrix transposedMatmul(Matrix b) {
    Shapes.requireRows("b", b, rows);
    INDArray right = of("b", b);
    return product(right, false, array, true, cols, b.cols());
  }

  @Override
  public Nd4jMatrix batchMatmul(Matrix b, int inner) {
    Shapes.requireBatch(this, b, inner);
    int n = cols / inner;
    int m = b.cols() / inner;
    INDArray left = Nd4jDevice.view(array, 0, rows, n, inner);
    INDArray right = Nd4jDevice.view(of("b", b), 0, rows, inner, m);
    INDArray result = Nd4jDevice.uninitialised(rows, Math.multiplyExact(n, m));
    Nd4j.exec(
        new Mmul(left, right, Nd4jDevice.view(result, 0, rows, n, m), MMulTranspose.allFalse()));
    return device.owned(result);
  }

  // ---- element-wise ----

  @Override
  public Nd4jMatrix add(Matrix b) {
    return device.owned(array.addi(broadcast("b", b), empty()));
  }

  @Override
  public Nd4jMatrix subtract(Matrix b) {
    return device.owned(array.subi(broadcast("b", b), empty()));
  }

  @Override
  public Nd4jMatrix multiply(Matrix b) {
    return device.owned(array.muli(broadcast("b", b), empty()));
  }

  @Override
  public Nd4jMatrix divide(Matrix b) {
    return device.owned(array.divi(broadcast("b", b), empty()));
  }

  @Override
  public Nd4jMatrix multiply(float factor) {
    return device.owned(array.muli(factor, empty()));
  }

  @Override
  public Nd4jMatrix exp() {
    return device.owned(Nd4j.exec(new Exp(array, empty())));
  }

  @Override
  public Nd4jMatrix log() {
    return device.owned(Nd4j.exec(new Log(array, empty())));
  }

  @Override
  public Nd4jMatrix sqrt() {
    return device.owned(Nd4j.exec(new Sqrt(array, empty())));
  }

  // ---- reductions ----

  @Override
  public Nd4jMatrix rowSum() {
    return device.owned(array.sum(true, 1));
  }

  @Override
  public Nd4jMatrix rowMax() {
    return device.owned(array.max(true, 1));
  }

  @Override
  public Nd4jMatrix rowLogSumExp() {
    INDArray most = array.max(true, 1);
    // An infinite maximum would give inf - inf; the largest finite float gives the right limit.
    clamp(most, -Float.MAX_VALUE, Float.MAX_VALUE);
    INDArray shifted = array.subi(most, empty());
    Nd4j.exec(new Exp(shifted, shifted));
    INDArray sum = shifted.sum(true, 1);
    Nd4j.exec(new Log(sum, sum));
    sum.addi(most);
    shifted.close();
    most.close();
    return device.owned(sum);
  }

  @Override
  public Nd4jMatrix rowNorm() {
    return device.owned(array.norm2(true, 1));
  }

  @Override
  public Nd4jMatrix columnSum() {
    return device.owned(array.sum(true, 0));
  }

  @Override
  public double sum() {
    return array.sumNumber().doubleValue();
  }

  // ---- decomposition ----

  @Override
  public Eigen symmetricEigen() {
    Shapes.requireShape("symmetric", this, rows(), rows());
    INDArray vectors = array.dup('f'); // LAPACK replaces it by the eigenvectors
    INDArray values = org.nd4j.linalg.eigen.Eigen.symmetricGeneralizedEigenvalues(vectors, true);
    return new Eigen(
        device.owned(values.reshape('c', 1, rows()).dup('c')), device.owned(vectors.dup('c')));
  }

  // ---- in place ----

  @Override
  public void fillInPlace(float value) {
    array.assign(value);
  }

  @Override
  public void addInPlace(Matrix b) {
    array.addi(broadcast("b", b));
  }

  @Override
  public void multiplyInPlace(Matrix b) {
    array.muli(broadcast("b", b));
  }

  @Override
  public void multiplyInPlace(float factor) {
    array.muli(factor);
  }

  @Override
  public void axpyInPlace(float alpha, Matrix x) {
    INDArray addend = broadcast("x", x);
    if (x.rows() == rows && x.cols() == cols) {
      Nd4j.exec(new Axpy(addend, array, array, alpha));
    } else {
      try (INDArray scaled = addend.mul(alpha)) {
        array.addi(scaled);
      }
    }
  }

  @Override
  public void lerpInPlace(Matrix target, float weight) {
    INDArray goal = broadcast("target", target);
    try (INDArray way = array.rsubi(goal, empty())) {
      Nd4j.exec(new Axpy(way, array, array, weight));
    }
  }

  @Override
  public void clampInPlace(float least, float most) {
    clamp(array, least, most);
  }

  // ---- lifetime ----

  @Override
  public Nd4jMatrix keep() {
    kept = true;
    return this;
  }

  @Override
  public void close() {
    if (owner) {
      array.close();
    }
  }

  /** Called by the scope this matrix was made in. */
  void scopeClosed() {
    if (!kept) {
      close();
    }
  }

  @Override
  public String toString() {
    return device.name() + " " + Shapes.text(rows, cols);
  }

  private INDArray of(String name, Matrix matrix) {
    if (matrix instanceof Nd4jMatrix other) {
      return other.array;
    }
    throw Shapes.foreign(name, device, matrix);
  }

  private INDArray broadcast(String name, Matrix b) {
    Shapes.requireBroadcastable(name, b, rows, cols);
    return of(name, b);
  }

  private INDArray empty() {
    return Nd4jDevice.uninitialised(rows, cols);
  }

  private INDArray rowsFrom(int row, int count) {
    return Nd4jDevice.view(array, (long) row * cols, count, cols);
  }

  private Nd4jMatrix view(INDArray view) {
    return new Nd4jMatrix(device, view, false);
  }

  /** {@code (op(left) · op(right))} of the transposes of both, as the transpose of the result. */
  private Nd4jMatrix product(
      INDArray left, boolean transposeLeft, INDArray right, boolean transposeRight, int n, int m) {
    INDArray result = Nd4jDevice.uninitialised(n, m);
    Nd4j.gemm(
        left.transpose(),
        right.transpose(),
        result.transpose(),
        transposeLeft,
        transposeRight,
        1.0,
        0.0);
    return device.owned(result);
  }

  private static void clamp(INDArray array, float least, float most) {
    Nd4j.exec(new ScalarMax(array, null, array, least));
    Nd4j.exec(new ScalarMin(array, null, array, most));
  }
}
