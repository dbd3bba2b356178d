package dev.slipstream.encoder.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What one vertex of the graph does. Tensors it makes belong to the scope of the pass; those it
 * holds between passes live as long as the encoder's {@link Parameters}.
 */
interface Operation {

  /** The vertex's output for its inputs, in the order the graph declares them. */
  Tensor apply(List<Tensor> inputs, Pass pass);

  /** Called after a backward pass: writes those gradients that autograd does not know of. */
  default void afterBackward() {}

  /** Drops what the last training pass left for {@link #afterBackward}. */
  default void forget() {}
}
