package dev.slipstream.matrix;

/**
 * A span of work whose matrices are released together when it closes, so that native memory is
 * bounded without waiting for the garbage collector. Scopes nest and belong to the thread that
 * opened them. {@link Matrix#keep()} takes a matrix out of its scope.
 *
 * <pre>{@code
 * try (Scope step = device.scope()) {
 *   ...
 * }
 * }</pre>
 */
public interface Scope extends AutoCloseable {
  @Override
  void close();
}
