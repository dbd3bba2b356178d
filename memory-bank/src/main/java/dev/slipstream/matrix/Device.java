package dev.slipstream.matrix;

/**
 * A place where matrices live and are computed: the CPU or a GPU, through libtorch or ND4J.
 * Matrices of two devices never mix. A device may be used by several threads, a matrix by one at a
 * time.
 */
public interface Device {

  /** What this is, for people: {@code torch cpu}, {@code torch cuda:0}, {@code nd4j cpu}. */
  String name();

  /** A matrix {@code [rows, cols]} of zeros. */
  Matrix zeros(int rows, int cols);

  /**
   * A matrix {@code [rows, cols]} with a copy of the values, row-major.
   *
   * @throws IllegalArgumentException if {@code values.length != rows * cols}
   */
  Matrix of(float[] values, int rows, int cols);

  /**
   * A matrix {@code [rows, cols]} of unsigned bytes as floats: {@code value = byte * scale +
   * shift}.
   *
   * @throws IllegalArgumentException if {@code values.length != rows * cols}
   */
  Matrix ofBytes(byte[] values, int rows, int cols, float scale, float shift);

  /** Opens a scope on this thread; every matrix made until it closes is released then. */
  Scope scope();
}
