package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Vector;
import dev.slipstream.encoder.Inputs;
import dev.slipstream.encoder.Noise;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.torch.TorchDevice;
import dev.slipstream.matrix.torch.TorchMatrix;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/** A declared encoder on libtorch. */
final class TorchEncoder implements Encoder {

  private final TorchDevice device;
  private final EncoderSpec spec;
  private final Parameters parameters;
  private final TorchGraph graph;

  /** The last training pass's output with its autograd graph; null if there is none. */
  private Tensor differentiable;

  /** What that pass was given, if its gradient may be asked for; else null. */
  private Tensor leaf;

  TorchEncoder(TorchDevice device, EncoderSpec spec) {
    this.device = device;
    this.spec = spec;
    try (PointerScope building = new PointerScope()) {
      parameters = new Parameters(device, spec.layout(), spec.initialParameters());
      graph = compile(spec, parameters);
    }
  }

  @Override
  public EncoderSpec spec() {
    return spec;
  }

  @Override
  public Matrix parameters() {
    return parameters.values();
  }

  @Override
  public Matrix gradients() {
    return parameters.gradients();
  }

  @Override
  public Output forward(Matrix input, Mode mode, Noise noise) {
    Inputs.requireRows(spec, input);
    forget();
    TorchGraph.Result result;
    try (PointerScope scope = new PointerScope();
        AutoGradMode autograd = new AutoGradMode(mode == Mode.TRAIN)) {
      List<Tensor> given = shaped(input);
      if (mode == Mode.TRAIN && spec.input() instanceof Vector) {
        leaf = given.get(0).detach().requires_grad_(true);
        leaf.retainReference();
        given = List.of(leaf);
      }
      result = graph.run(given, new Pass(mode != Mode.INFER, noise));
      result.representation().retainReference();
      result.projection().retainReference();
    }
    Output output =
        new Output(
            matrix(result.representation(), spec.representationSize()),
            matrix(result.projection(), spec.projectionSize()));
    result.representation().close();
    if (mode == Mode.TRAIN) {
      differentiable = result.projection();
    } else {
      result.projection().close();
    }
    return output;
  }

  @Override
  public void backward(Matrix projectionGradient) {
    requireGradient(projectionGradient);
    try (PointerScope pass = new PointerScope()) {
      parameters.differentiate(differentiable, ((TorchMatrix) projectionGradient).tensor());
      graph.afterBackward();
    } finally {
      forget();
    }
  }

  @Override
  public Matrix backwardToInput(Matrix projectionGradient) {
    Inputs.requireVector(spec);
    requireGradient(projectionGradient);
    Tensor gradient;
    try (PointerScope pass = new PointerScope()) {
      gradient =
          parameters.differentiate(
              differentiable, ((TorchMatrix) projectionGradient).tensor(), leaf);
      gradient.retainReference();
      graph.afterBackward();
    } finally {
      forget();
    }
    try (gradient) {
      return matrix(gradient, spec.input().columns());
    }
  }

  private void requireGradient(Matrix projectionGradient) {
    int rows = differentiable == null ? 0 : Math.toIntExact(differentiable.size(0));
    Inputs.requireGradient(spec, rows, projectionGradient);
  }

  @Override
  public void close() {
    forget();
    parameters.close();
  }

  private static TorchGraph compile(EncoderSpec spec, Parameters parameters) {
    try {
      return TorchGraph.compile(spec.configuration(), parameters);
    } catch (IllegalArgumentException e) {
      parameters.close();
      throw e;
    }
  }

  /** What the graph's inputs are given. */
  private List<Tensor> shaped(Matrix input) {
    Tensor rows = ((TorchMatrix) input).tensor();
    if (spec.input() instanceof Planes planes) {
      return List.of(rows.view(input.rows(), planes.channels(), planes.height(), planes.width()));
    } else if (spec.input() instanceof Features features) {
      int length = features.length();
      return List.of(
          rows.narrow(1, 0, length),
          rows.narrow(1, length, length).unsqueeze(1),
          rows.narrow(1, 2L * length, features.values()));
    }
    return List.of(rows); // tokens, or columns
  }

  private Matrix matrix(Tensor tensor, int cols) {
    try (Tensor rows = tensor.contiguous()) {
      return device.wrap(rows, Math.toIntExact(tensor.size(0)), cols);
    }
  }

  private void forget() {
    if (differentiable != null) {
      differentiable.close();
      differentiable = null;
    }
    if (leaf != null) {
      leaf.close();
      leaf = null;
    }
    graph.forget();
  }
}
