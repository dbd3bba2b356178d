package dev.slipstream.encoder.nd4j;

import dev.slipstream.encoder.DropoutLayers;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Vector;
import dev.slipstream.encoder.Inputs;
import dev.slipstream.encoder.Noise;
import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.ParameterLayout.Slice;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import dev.slipstream.matrix.nd4j.Nd4jMatrix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A declared encoder on DL4J's own graph. */
final class Nd4jEncoder implements Encoder {

  private final Nd4jDevice device;
  private final EncoderSpec spec;
  private final InputGradientGraph graph;
  private final Nd4jMatrix parameters;
  private final Nd4jMatrix gradients;

  /** The gradients of the embeddings' padding, which is not learned; views. */
  private final List<INDArray> paddings;

  /** Activations of the last training pass, which DL4J's layers still refer to. */
  private Collection<INDArray> held = List.of();

  /** Of the pass that runs. */
  private Noise noise = Noise.NONE;

  /** Rows of the last training pass; 0 if there is none to go back through. */
  private int trainedRows;

  Nd4jEncoder(Nd4jDevice device, EncoderSpec spec) {
    this.device = device;
    this.spec = spec;
    float[] initial = spec.initialParameters();
    parameters = device.of(initial, 1, initial.length).keep();
    graph = new InputGradientGraph(withNoise(spec.configuration()));
    graph.init(parameters.array(), false);
    graph.initGradientsView();
    gradients =
        device.wrap(graph.getFlattenedGradients().reshape(initial.length), 1, initial.length);
    paddings =
        spec.layout().slices().stream()
            .filter(slice -> slice.kind() == Kind.TABLE)
            .map(this::padding)
            .toList();
  }

  @Override
  public EncoderSpec spec() {
    return spec;
  }

  @Override
  public Matrix parameters() {
    return parameters;
  }

  @Override
  public Matrix gradients() {
    return gradients;
  }

  @Override
  public Output forward(Matrix input, Mode mode, Noise noise) {
    Inputs.requireRows(spec, input);
    forget();
    this.noise = noise;
    INDArray[] given = shaped(((Nd4jMatrix) input).array());
    boolean train = mode == Mode.TRAIN;
    Map<String, INDArray> activations = graph.feedForward(given, mode != Mode.INFER, !train);
    Output output =
        new Output(
            copy(activations.get(EncoderSpec.REPRESENTATION), spec.representationSize()),
            copy(activations.get(EncoderSpec.PROJECTION), spec.projectionSize()));
    for (INDArray rows : given) {
      activations.values().removeIf(array -> array.data() == rows.data());
    }
    if (train) {
      held = activations.values();
      trainedRows = input.rows();
    } else {
      release(activations.values());
    }
    return output;
  }

  @Override
  public void backward(Matrix projectionGradient) {
    backward(projectionGradient, () -> null);
  }

  @Override
  public Matrix backwardToInput(Matrix projectionGradient) {
    Inputs.requireVector(spec);
    return backward(projectionGradient, () -> copy(graph.inputGradient(), spec.input().columns()));
  }

  private <T> T backward(Matrix projectionGradient, Supplier<T> found) {
    Inputs.requireGradient(spec, trainedRows, projectionGradient);
    INDArray[] epsilons =
        graph.getConfiguration().getNetworkOutputs().stream()
            .map(output -> epsilon(output, ((Nd4jMatrix) projectionGradient).array()))
            .toArray(INDArray[]::new);
    graph.backward(epsilons);
    T result = found.get();
    paddings.forEach(padding -> padding.assign(0));
    graph.clear();
    release(List.of(epsilons));
    forget();
    return result;
  }

  @Override
  public void close() {
    forget();
    parameters.close();
    gradients.close();
  }

  /** The gradient an output is given: the representation may be one too, and has none. */
  private INDArray epsilon(String output, INDArray ofProjection) {
    return output.equals(EncoderSpec.PROJECTION)
        ? ofProjection.dup()
        : Nd4j.zeros(ofProjection.dataType(), ofProjection.rows(), spec.representationSize());
  }

  /** A copy whose dropout layers ask for this encoder's noise. */
  private ComputationGraphConfiguration withNoise(ComputationGraphConfiguration declared) {
    ComputationGraphConfiguration configuration = declared.clone();
    DropoutLayers.kept(declared)
        .forEach(
            (name, keep) ->
                ((LayerVertex) configuration.getVertices().get(name))
                    .getLayerConf()
                    .getLayer()
                    .setIDropout(new NoiseDropout(name, keep, () -> noise)));
    return configuration;
  }

  private INDArray padding(Slice slice) {
    return gradients
        .array()
        .get(
            NDArrayIndex.point(0), NDArrayIndex.interval(slice.from(), slice.from() + slice.size()))
        .reshape(slice.shape().get(0), slice.shape().get(1))
        .getColumn(0);
  }

  /** What the graph's inputs are given. */
  private INDArray[] shaped(INDArray rows) {
    int n = rows.rows();
    if (spec.input() instanceof Planes planes) {
      return new INDArray[] {rows.reshape(n, planes.channels(), planes.height(), planes.width())};
    } else if (spec.input() instanceof Features features) {
      int length = features.length();
      List<INDArray> given = new ArrayList<>();
      given.add(columns(rows, 0, length).reshape(n, 1, length));
      given.add(columns(rows, length, length).reshape(n, 1, length));
      if (features.values() > 0) {
        given.add(columns(rows, 2 * length, features.values()));
      }
      return given.toArray(INDArray[]::new);
    }
    if (spec.input() instanceof Vector) {
      return new INDArray[] {rows};
    }
    return new INDArray[] {rows.reshape(n, 1, rows.columns())}; // tokens
  }

  /** A copy of some columns. */
  private static INDArray columns(INDArray rows, int from, int count) {
    return rows.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + count)).dup('c');
  }

  /** DL4J's activations may be views of each other, or not contiguous. */
  private Matrix copy(INDArray activation, int cols) {
    Nd4jMatrix matrix = device.zeros(Math.toIntExact(activation.size(0)), cols);
    matrix.array().assign(activation.reshape(matrix.rows(), cols));
    return matrix;
  }

  private void forget() {
    release(held);
    held = List.of();
    trainedRows = 0;
  }

  /** Frees what would else wait for the garbage collector. */
  private static void release(Collection<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (!array.wasClosed() && array.closeable()) {
        array.close();
      }
    }
  }
}
