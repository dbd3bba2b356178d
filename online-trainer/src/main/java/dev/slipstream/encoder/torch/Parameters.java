package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.ParameterLayout;
import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import dev.slipstream.matrix.torch.TorchDevice;
import dev.slipstream.matrix.torch.TorchMatrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An encoder's parameters and their gradient, each one flat tensor, and the views of both that
 * operations use. Also owns every native object an encoder keeps between passes.
 */
final class Parameters implements AutoCloseable {

  /** A parameter as autograd's leaf, and where its gradient goes; both views. */
  record View(Tensor value, Tensor gradient) {}

  private final TorchDevice device;
  private final TorchMatrix values;
  private final TorchMatrix gradients;
  private final Map<Slice, View> views = new HashMap<>();
  private final List<View> trained = new ArrayList<>();
  private final List<Pointer> kept = new ArrayList<>();
  private final ParameterLayout layout;
  private final TensorVector leaves;

  Parameters(TorchDevice device, ParameterLayout layout, float[] initial) {
    this.device = device;
    this.layout = layout;
    values = device.of(initial, 1, initial.length).keep();
    gradients = device.zeros(1, initial.length).keep();
    for (Slice slice : layout.slices()) {
      boolean isTrained = slice.kind().trained();
      Tensor value = view(values, slice);
      // Not of the flat tensor's autograd history: a leaf of its own over the same memory.
      View view =
          new View(keep(value.detach().requires_grad_(isTrained)), keep(view(gradients, slice)));
      views.put(slice, view);
      if (isTrained) {
        trained.add(view);
      }
    }
    leaves = keep(new TensorVector(trained.stream().map(View::value).toArray(Tensor[]::new)));
  }

  /** Where they lie. */
  TorchDevice device() {
    return device;
  }

  /** {@code [1, P]}. */
  TorchMatrix values() {
    return values;
  }

  /** {@code [1, P]}. */
  TorchMatrix gradients() {
    return gradients;
  }

  /** The parameter of that kind, if the layer has one. */
  Optional<View> find(String vertex, Kind kind) {
    return layout.of(vertex).stream().filter(s -> s.kind() == kind).findFirst().map(views::get);
  }

  /** The parameter of that kind. */
  View get(String vertex, Kind kind) {
    return find(vertex, kind).orElseThrow();
  }

  /**
   * Writes the gradient of every trained parameter; the graph of {@code output} is dropped.
   *
   * @param gradient d loss / d output
   */
  void differentiate(Tensor output, Tensor gradient) {
    write(gradients(output, gradient, leaves));
  }

  /**
   * {@link #differentiate(Tensor, Tensor)}, and the gradient of an input of the pass.
   *
   * @return of the current scope
   */
  Tensor differentiate(Tensor output, Tensor gradient, Tensor input) {
    TensorVector all =
        new TensorVector(
            Stream.concat(trained.stream().map(View::value), Stream.of(input))
                .toArray(Tensor[]::new));
    TensorVector results = gradients(output, gradient, all);
    write(results);
    return new Tensor(results.get(trained.size())); // a handle of its own
  }

  private static TensorVector gradients(Tensor output, Tensor gradient, TensorVector of) {
    return torch.grad(
        new TensorVector(output),
        of,
        new TensorVector(gradient),
        new BoolOptional(false),
        false,
        true);
  }

  private void write(TensorVector results) {
    for (int i = 0; i < trained.size(); i++) {
      Tensor result = results.get(i);
      if (result.defined()) {
        trained.get(i).gradient().copy_(result);
      } else {
        trained.get(i).gradient().zero_();
      }
    }
  }

  /** Keeps a native object until the encoder closes. */
  <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    kept.add(pointer);
    return pointer;
  }

  private static Tensor view(TorchMatrix flat, Slice slice) {
    long[] shape = slice.shape().stream().mapToLong(Integer::longValue).toArray();
    return flat.tensor().narrow(1, slice.from(), slice.size()).view(shape);
  }

  @Override
  public void close() {
    kept.forEach(Pointer::close);
    values.close();
    gradients.close();
  }
}
