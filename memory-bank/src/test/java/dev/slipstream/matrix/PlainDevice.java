package dev.slipstream.matrix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The reference: matrices in Java arrays, one plain loop each. */
public final class PlainDevice implements Device {

  private final ThreadLocal<Deque<List<PlainMatrix>>> scopes =
      ThreadLocal.withInitial(ArrayDeque::new);

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public PlainMatrix zeros(int rows, int cols) {
    Shapes.requireNonEmpty(rows, cols);
    return owned(new float[Math.multiplyExact(rows, cols)], rows, cols);
  }

  @Override
  public PlainMatrix of(float[] values, int rows, int cols) {
    Shapes.requireLength(values.length, rows, cols);
    return owned(values.clone(), rows, cols);
  }

  @Override
  public PlainMatrix ofBytes(byte[] values, int rows, int cols, float scale, float shift) {
    Shapes.requireLength(values.length, rows, cols);
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (values[i] & 0xff) * scale + shift;
    }
    return owned(floats, rows, cols);
  }

  @Override
  public Scope scope() {
    List<PlainMatrix> made = new ArrayList<>();
    scopes.get().push(made);
    return () -> {
      scopes.get().remove(made);
      made.forEach(PlainMatrix::scopeClosed);
    };
  }

  PlainMatrix owned(float[] data, int rows, int cols) {
    PlainMatrix matrix = new PlainMatrix(this, data, 0, rows, cols);
    List<PlainMatrix> innermost = scopes.get().peek();
    if (innermost != null) {
      innermost.add(matrix);
    }
    return matrix;
  }
}
