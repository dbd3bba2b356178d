package dev.slipstream.matrix.torch;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Shapes;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A matrix held in a libtorch tensor: float32, contiguous, outside of any autograd graph. */
public final class TorchMatrix implements Matrix {

  private static final long[] COLUMNS = {1};
  private static final long[] ROWS = {0};

  private final TorchDevice device;
  private final Tensor tensor;
  private final int rows;
  private final int cols;
  private boolean kept;

  TorchMatrix(TorchDevice device, Tensor tensor, int rows, int cols) {
    this.device = device;
    this.tensor = tensor;
    this.rows = rows;
    this.cols = cols;
  }

  /** The tensor itself, {@code [rows, cols]}; it lives as long as this matrix. */
  public Tensor tensor() {
    return tensor;
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
    return device.toHost(tensor, Math.multiplyExact(rows, cols));
  }

  @Override
  public void set(float[] values) {
    Shapes.requireLength(values.length, rows, cols);
    if (tensor.is_cpu()) {
      try (FloatPointer data = tensor.data_ptr_float()) {
        data.put(values);
      }
    } else {
      try (Tensor host = TorchDevice.hostTensor(values, rows, cols)) {
        tensor.copy_(host);
      }
    }
  }

  // ---- views ----

  @Override
  public TorchMatrix rowRange(int from, int to) {
    Shapes.requireRange(from, to, rows);
    return make(tensor.narrow(0, from, to - from), to - from, cols);
  }

  @Override
  public TorchMatrix reshape(int newRows, int newCols) {
    Shapes.requireSameSize(this, newRows, newCols);
    return make(tensor.view(newRows, newCols), newRows, newCols);
  }

  // ---- copies ----

  @Override
  public TorchMatrix copy() {
    return make(tensor.clone(Torch.ANY_FORMAT), rows, cols);
  }

  @Override
  public void set(Matrix values) {
    Shapes.requireShape("values", values, rows, cols);
    tensor.copy_(of("values", values));
  }

  @Override
  public void setRows(int row, Matrix source) {
    Shapes.requireCols("source", source, cols);
    Shapes.requireRange(row, row + source.rows(), rows);
    try (Tensor target = tensor.narrow(0, row, source.rows())) {
      target.copy_(of("source", source));
    }
  }

  @Override
  public void setRows(int[] index, Matrix source) {
    Shapes.requireCols("source", source, cols);
    Shapes.requireTargets(index, rows, source);
    try (Tensor indices = device.indices(index);
        Tensor longs = indices.to(ScalarType.Long)) {
      tensor.index_copy_(0, longs, of("source", source));
    }
  }

  @Override
  public TorchMatrix gather(int[] index) {
    Shapes.requireIndex(index, rows);
    try (Tensor indices = device.indices(index)) {
      return make(tensor.index_select(0, indices), index.length, cols);
    }
  }

  // ---- products ----

  @Override
  public TorchMatrix matmul(Matrix b) {
    Shapes.requireRows("b", b, cols);
    return make(tensor.mm(of("b", b)), rows, b.cols());
  }

  @Override
  public TorchMatrix matmulTransposed(Matrix b) {
    Shapes.requireCols("b", b, cols);
    try (Tensor transposed = of("b", b).t()) {
      return make(tensor.mm(transposed), rows, b.rows());
    }
  }

  @Override
  public TorchMatrix transposedMatmul(Matrix b) {
    Shapes.requireRows("b", b, rows);
    try (Tensor transposed = tensor.t()) {
      return make(transposed.mm(of("b", b)), cols, b.cols());
    }
  }

  @Override
  public TorchMatrix batchMatmul(Matrix b, int inner) {
    Shapes.requireBatch(this, b, inner);
    int n = cols / inner;
    int m = b.cols() / inner;
    try (Tensor left = tensor.view(rows, n, inner);
        Tensor right = of("b", b).view(rows, inner, m);
        Tensor products = left.bmm(right)) {
      return make(products.view(rows, (long) n * m), rows, Math.multiplyExact(n, m));
    }
  }

  // ---- element-wise ----

  @Override
  public TorchMatrix add(Matrix b) {
    return same(tensor.add(broadcast(b)));
  }

  @Override
  public TorchMatrix subtract(Matrix b) {
    return same(tensor.sub(broadcast(b)));
  }

  @Override
  public TorchMatrix multiply(Matrix b) {
    return same(tensor.mul(broadcast(b)));
  }

  @Override
  public TorchMatrix divide(Matrix b) {
    return same(tensor.div(broadcast(b)));
  }

  @Override
  public TorchMatrix multiply(float factor) {
    try (Scalar scalar = new Scalar(factor)) {
      return same(tensor.mul(scalar));
    }
  }

  @Override
  public TorchMatrix exp() {
    return same(tensor.exp());
  }

  @Override
  public TorchMatrix log() {
    return same(tensor.log());
  }

  @Override
  public TorchMatrix sqrt() {
    return same(tensor.sqrt());
  }

  // ---- reductions ----

  @Override
  public TorchMatrix rowSum() {
    return make(tensor.sum(COLUMNS, true, Torch.SAME_TYPE), rows, 1);
  }

  @Override
  public TorchMatrix rowMax() {
    return make(tensor.amax(COLUMNS, true), rows, 1);
  }

  @Override
  public TorchMatrix rowLogSumExp() {
    return make(tensor.logsumexp(COLUMNS, true), rows, 1);
  }

  @Override
  public TorchMatrix rowNorm() {
    return make(tensor.norm(Torch.TWO, COLUMNS, true), rows, 1);
  }

  @Override
  public TorchMatrix columnSum() {
    return make(tensor.sum(ROWS, true, Torch.SAME_TYPE), 1, cols);
  }

  @Override
  public double sum() {
    try (Tensor total = tensor.sum()) {
      return total.item_double();
    }
  }

  // ---- decomposition ----

  @Override
  public Eigen symmetricEigen() {
    Shapes.requireShape("symmetric", this, rows, rows);
    try (T_TensorTensor_T pair = torch.linalg_eigh(tensor)) {
      // LAPACK's order is by column; rows are ours.
      return new Eigen(
          make(pair.get0().reshape(1, rows), 1, rows), make(pair.get1().contiguous(), rows, rows));
    }
  }

  // ---- in place ----

  @Override
  public void fillInPlace(float value) {
    try (Scalar scalar = new Scalar(value)) {
      tensor.fill_(scalar);
    }
  }

  @Override
  public void addInPlace(Matrix b) {
    tensor.add_(broadcast(b));
  }

  @Override
  public void multiplyInPlace(Matrix b) {
    tensor.mul_(broadcast(b));
  }

  @Override
  public void multiplyInPlace(float factor) {
    try (Scalar scalar = new Scalar(factor)) {
      tensor.mul_(scalar);
    }
  }

  @Override
  public void axpyInPlace(float alpha, Matrix x) {
    try (Scalar scalar = new Scalar(alpha)) {
      tensor.add_(broadcast("x", x), scalar);
    }
  }

  @Override
  public void lerpInPlace(Matrix target, float weight) {
    try (Scalar scalar = new Scalar(weight)) {
      tensor.lerp_(broadcast("target", target), scalar);
    }
  }

  @Override
  public void clampInPlace(float least, float most) {
    try (Scalar low = new Scalar(least);
        Scalar high = new Scalar(most);
        ScalarOptional from = new ScalarOptional(low);
        ScalarOptional to = new ScalarOptional(high)) {
      tensor.clamp_(from, to);
    }
  }

  // ---- lifetime ----

  @Override
  public TorchMatrix keep() {
    // One reference more than the scope's: the scope's close leaves it, ours releases it.
    if (!kept) {
      kept = true;
      tensor.retainReference();
    }
    return this;
  }

  @Override
  public void close() {
    tensor.close();
  }

  @Override
  public String toString() {
    return device.name() + " " + Shapes.text(rows, cols);
  }

  private Tensor of(String name, Matrix matrix) {
    if (matrix instanceof TorchMatrix other && other.device.name().equals(device.name())) {
      return other.tensor;
    }
    throw Shapes.foreign(name, device, matrix);
  }

  private Tensor broadcast(Matrix b) {
    return broadcast("b", b);
  }

  private Tensor broadcast(String name, Matrix b) {
    Shapes.requireBroadcastable(name, b, rows, cols);
    return of(name, b);
  }

  private TorchMatrix same(Tensor result) {
    return make(result, rows, cols);
  }

  private TorchMatrix make(Tensor result, int resultRows, int resultCols) {
    return new TorchMatrix(device, result, resultRows, resultCols);
  }
}
