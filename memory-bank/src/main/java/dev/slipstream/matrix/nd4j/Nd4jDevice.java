package dev.slipstream.matrix.nd4j;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Matrices on ND4J: on the CPU or a GPU, as the backend on the class path decides. */
public final class Nd4jDevice implements Device {

  private final String name;

  private Nd4jDevice(String name) {
    this.name = name;
  }

  /**
   * The device of ND4J's backend.
   *
   * @param threads of ND4J in this process; 0 for one each core
   * @throws IllegalArgumentException if {@code threads} is negative
   * @throws IllegalStateException if no backend loads here, saying why
   */
  public static Nd4jDevice open(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads: must be >= 0, was " + threads);
    }
    try {
      int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
      Nd4j.getEnvironment().setMaxThreads(count);
      Nd4j.getEnvironment().setMaxMasterThreads(count);
      return new Nd4jDevice(Nd4j.getEnvironment().isCPU() ? "nd4j cpu" : "nd4j cuda");
    } catch (LinkageError e) {
      throw new IllegalStateException("nd4j: cannot be loaded here: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Nd4jMatrix zeros(int rows, int cols) {
    Shapes.requireNonEmpty(rows, cols);
    return owned(Nd4j.create(DataType.FLOAT, new long[] {rows, cols}, 'c'));
  }

  @Override
  public Nd4jMatrix of(float[] values, int rows, int cols) {
    Shapes.requireLength(values.length, rows, cols);
    INDArray array = uninitialised(rows, cols);
    toDevice(values, array);
    return owned(array);
  }

  @Override
  public Nd4jMatrix ofBytes(byte[] values, int rows, int cols, float scale, float shift) {
    Shapes.requireLength(values.length, rows, cols);
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (values[i] & 0xff) * scale + shift;
    }
    return of(floats, rows, cols);
  }

  /**
   * A matrix over an array's memory. The array remains the caller's to close.
   *
   * @param array float32, of any shape, 'c'-ordered and contiguous
   * @throws IllegalArgumentException if it is anything else or has another number of elements
   */
  public Nd4jMatrix wrap(INDArray array, int rows, int cols) {
    Shapes.requireLength(Math.toIntExact(array.length()), rows, cols);
    if (array.dataType() != DataType.FLOAT || !isContiguous(array)) {
      throw new IllegalArgumentException(
          "array: must be contiguous, 'c'-ordered and float32, was " + array.shapeInfoToString());
    }
    return new Nd4jMatrix(this, view(array, 0, rows, cols), false);
  }

  @Override
  public Scope scope() {
    return ArrayScope.open();
  }

  /** A matrix that owns its array and belongs to the innermost open scope. */
  Nd4jMatrix owned(INDArray array) {
    Nd4jMatrix matrix = new Nd4jMatrix(this, array, true);
    ArrayScope.attach(matrix);
    return matrix;
  }

  static INDArray uninitialised(long... shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
  }

  /** A 'c'-ordered view of {@code shape}, from element {@code offset} of {@code array} on. */
  static INDArray view(INDArray array, long offset, long... shape) {
    return Nd4j.create(array.data(), shape, strides(shape), array.offset() + offset, 'c');
  }

  static void toDevice(float[] values, INDArray array) {
    hostPointer(array).put(values);
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }

  static float[] toHost(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    Nd4j.getExecutioner().commit();
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    hostPointer(array).get(values);
    return values;
  }

  /** Not ours to close: it may be the buffer's own. */
  private static FloatPointer hostPointer(INDArray array) {
    return (FloatPointer) array.data().addressPointer();
  }

  private static boolean isContiguous(INDArray array) {
    return array.length() == 1
        || (array.ordering() == 'c' && Arrays.equals(array.stride(), strides(array.shape())));
  }

  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long next = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = next;
      next *= shape[i];
    }
    return strides;
  }
}
