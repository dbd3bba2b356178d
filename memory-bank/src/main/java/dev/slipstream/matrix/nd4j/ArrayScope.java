package dev.slipstream.matrix.nd4j;

import dev.slipstream.matrix.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The matrices made on one thread between its opening and its closing. */
final class ArrayScope implements Scope {

  private static final ThreadLocal<Deque<ArrayScope>> OPEN =
      ThreadLocal.withInitial(ArrayDeque::new);

  private final List<Nd4jMatrix> matrices = new ArrayList<>();

  private ArrayScope() {}

  static ArrayScope open() {
    ArrayScope scope = new ArrayScope();
    OPEN.get().push(scope);
    return scope;
  }

  /** Adds a matrix to the innermost scope of this thread, if one is open. */
  static void attach(Nd4jMatrix matrix) {
    ArrayScope innermost = OPEN.get().peek();
    if (innermost != null) {
      innermost.matrices.add(matrix);
    }
  }

  @Override
  public void close() {
    OPEN.get().remove(this);
    matrices.forEach(Nd4jMatrix::scopeClosed);
    matrices.clear();
  }
}
