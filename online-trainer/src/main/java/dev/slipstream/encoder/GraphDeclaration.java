package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.encoder.vertex.PositionRows;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.nd4j.linalg.activations.Activation;

/**
 * A DL4J graph under construction, in the handful of pieces encoders are made of. Every method adds
 * vertices named after {@code name} and returns the name of the last.
 */
final class GraphDeclaration {

  static final String INPUT = "input";

  /** Of features: the weights of the ids, {@code [N, 1, length]}, and the values. */
  static final String WEIGHTS = "weights";

  static final String VALUES = "values";

  private final GraphBuilder graph;
  private final double dropout;
  private final ProjectionForm form;
  private int positions;

  /** Of what is neither dropped from nor has positions. */
  GraphDeclaration(long seed) {
    this(seed, 0, ProjectionForm.POOLED);
  }

  /**
   * @param dropout share that {@link #dropout(String)} drops, in [0, 1)
   * @param form of the projection
   */
  GraphDeclaration(long seed, double dropout, ProjectionForm form) {
    this.dropout = dropout;
    this.form = form;
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .activation(Activation.IDENTITY)
            .weightInit(WeightInit.RELU) // He et al. 2015, arXiv:1502.01852
            .convolutionMode(ConvolutionMode.Truncate)
            // External errors with batch norm need it.
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(INPUT);
  }

  /** A square convolution with bias, padded so that stride 1 keeps the size, and its activation. */
  String convolution(String name, String from, int width, int size, int stride, Activation act) {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(size, size)
            .stride(stride, stride)
            .padding(size / 2, size / 2)
            .nOut(width)
            .activation(act)
            .build();
    graph.addLayer(name, layer, from);
    return name;
  }

  /** A square convolution without bias, then batch norm. */
  String convolutionNorm(String name, String from, int width, int size, int stride) {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(size, size)
            .stride(stride, stride)
            .padding(size / 2, size / 2)
            .nOut(width)
            .hasBias(false)
            .build();
    graph.addLayer(name + ".conv", layer, from);
    return norm(name + ".norm", name + ".conv");
  }

  /** {@link #convolutionNorm}, then relu. */
  String convolutionNormRelu(String name, String from, int width, int size, int stride) {
    return relu(name, convolutionNorm(name, from, width, size, stride));
  }

  /** The sum of two vertices, then relu. */
  String addRelu(String name, String a, String b) {
    return relu(name, sum(name + ".add", a, b));
  }

  /** A 3x3 convolution that halves the map and a residual one on top, both with norm and relu. */
  String halvingStage(String name, String from, int width) {
    String first = convolutionNormRelu(name + ".1", from, width, 3, 2);
    String second = convolutionNorm(name + ".2", first, width, 3, 1);
    return addRelu(name, first, second);
  }

  String maxPool(String name, String from, int size, int stride) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(PoolingType.MAX)
            .kernelSize(size, size)
            .stride(stride, stride)
            .padding(size / 2, size / 2)
            .build(),
        from);
    return name;
  }

  /** Averages windows that cover {@code [height, width]} so that {@code [rows, cols]} remain. */
  String averagePool(String name, String from, int height, int width, int rows, int cols) {
    int[] stride = {height / rows, width / cols};
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(height - (rows - 1) * stride[0], width - (cols - 1) * stride[1])
            .stride(stride)
            .build(),
        from);
    return name;
  }

  String globalAveragePool(String name, String from) {
    graph.addLayer(name, new GlobalPoolingLayer(PoolingType.AVG), from);
    return name;
  }

  String flatten(String name, String from, int height, int width, int channels) {
    graph.addVertex(
        name,
        new PreprocessorVertex(
            new CnnToFeedForwardPreProcessor(height, width, channels, CNN2DFormat.NCHW)),
        from);
    return name;
  }

  /** Vertices side by side, each column then brought to zero mean and unit variance. */
  String standardized(String name, String... from) {
    graph.addVertex(name + ".all", new MergeVertex(), from);
    graph.addLayer(
        name,
        new BatchNormalization.Builder().useLogStd(false).lockGammaBeta(true).build(),
        name + ".all");
    return name;
  }

  String dense(String name, String from, int width, Activation act) {
    graph.addLayer(name, new DenseLayer.Builder().nOut(width).activation(act).build(), from);
    return name;
  }

  /** A linear map without bias, batch norm, relu. */
  String denseNormRelu(String name, String from, int width) {
    graph.addLayer(
        name + ".dense", new DenseLayer.Builder().nOut(width).hasBias(false).build(), from);
    return relu(name, norm(name + ".norm", name + ".dense"));
  }

  /** A linear map of what is {@code columns} wide, without types that would say so. */
  String linear(String name, String from, int columns, int width) {
    graph.addLayer(name, new DenseLayer.Builder().nIn(columns).nOut(width).build(), from);
    return name;
  }

  /**
   * MoCo v2's projection head (Chen et al. 2020, arXiv:2003.04297): dense, relu, dense; the output
   * is {@link EncoderSpec#PROJECTION}.
   */
  void projectionHead(String from, int hidden, int projectionSize) {
    String first = dense("head.hidden", dropout(from), hidden, Activation.RELU);
    dense(EncoderSpec.PROJECTION, first, projectionSize, Activation.IDENTITY);
  }

  /**
   * A {@link #projectionHead} of each position.
   *
   * @param rows the positions below each other, see {@link PositionRows}
   * @param count T, positions of a sample
   */
  void positionHead(String rows, int count, int hidden, int projectionSize) {
    String first = dense("head.hidden", dropout(rows), hidden, Activation.RELU);
    String last = dense("head.output", first, projectionSize, Activation.IDENTITY);
    graph.addVertex(EncoderSpec.PROJECTION, new ReshapeVertex(-1, count * projectionSize), last);
    positions = count;
  }

  /**
   * A {@link #projectionHead}, or a {@link #positionHead} where positions are asked for.
   *
   * @param map whose cells are the positions
   * @param cells their grid
   */
  void cellHead(
      String representation, String map, PositionRows cells, int hidden, int projectionSize) {
    if (form == ProjectionForm.POSITIONS) {
      String rows = vertex("positions", cells, map);
      positionHead(rows, cells.getHeight() * cells.getWidth(), hidden, projectionSize);
    } else {
      projectionHead(representation, hidden, projectionSize);
    }
  }

  /** What the projection is to be of. */
  ProjectionForm form() {
    return form;
  }

  /** Positions that the projection is of, 0 if it is of the representation. */
  int positions() {
    return positions;
  }

  /** Non-overlapping patches of an image or a spectrogram, each mapped to {@code width} values. */
  String patches(String name, String from, Patches patches, int width) {
    int[] size = {patches.height(), patches.width()};
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(size)
            .stride(size)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(width)
            .build(),
        from);
    return name;
  }

  /** A vertex of another kind. */
  String vertex(String name, GraphVertex vertex, String... from) {
    graph.addVertex(name, vertex, from);
    return name;
  }

  /** The vertex with a share of its values dropped, each by itself, in training passes. */
  String dropout(String from) {
    if (dropout == 0) {
      return from;
    }
    String name = from + ".dropout";
    graph.addLayer(name, new DropoutLayer(1 - dropout), from);
    return name;
  }

  /** A convolution over neighbours in a sequence that keeps its length, and its activation. */
  String sequenceConvolution(String name, String from, int width, int size, Activation act) {
    Convolution1DLayer layer =
        new Convolution1DLayer.Builder(size)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(width)
            .weightInit(new WeightInitConstant(0))
            .activation(act)
            .build();
    graph.addLayer(name, layer, from);
    return name;
  }

  String sum(String name, String a, String b) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), a, b);
    return name;
  }

  /** A vector of {@code width} values for each token: {@code [N, width, length]}. */
  String embedding(
      String name, String from, Tokens input, int width, IWeightInit start, Activation act) {
    EmbeddingSequenceLayer layer =
        new EmbeddingSequenceLayer.Builder()
            .nIn(input.vocabulary())
            .nOut(width)
            .inputLength(input.length())
            .inferInputLength(false)
            .weightInit(start)
            .activation(act)
            .build();
    graph.addLayer(name, layer, from);
    return name;
  }

  /** The product of {@code [N, C, length]} and {@code [N, 1, length]}. */
  String weighted(String name, String vectors, String weights) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Product), vectors, weights);
    return name;
  }

  String globalSumPool(String name, String from) {
    graph.addLayer(name, new GlobalPoolingLayer(PoolingType.SUM), from);
    return name;
  }

  /** Another name for a vertex. */
  void same(String name, String as) {
    graph.addLayer(name, new ActivationLayer(Activation.IDENTITY), as);
  }

  ComputationGraphConfiguration build(InputSpec input) {
    if (input instanceof Features features) {
      graph.addInputs(WEIGHTS);
      if (features.values() > 0) {
        graph.addInputs(VALUES);
      }
      // No types: DL4J takes a pooled sequence for a sequence still, and would not add values to
      // it. So every layer says itself what goes into it.
    } else {
      graph.setInputTypes(type(input));
    }
    if (positions > 0) {
      // Nothing is made of the representation then, and DL4J wants a gradient for it.
      graph.setOutputs(EncoderSpec.PROJECTION, EncoderSpec.REPRESENTATION);
    } else {
      graph.setOutputs(EncoderSpec.PROJECTION);
    }
    ComputationGraphConfiguration configuration = graph.build();
    configuration.getVertices().values().forEach(GraphDeclaration::nameVariables);
    return configuration;
  }

  private static InputType type(InputSpec input) {
    if (input instanceof Planes planes) {
      return InputType.convolutional(
          planes.height(), planes.width(), planes.channels(), CNN2DFormat.NCHW);
    } else if (input instanceof Tokens tokens) {
      // DL4J takes the size for the number of ids; the input itself is [N, 1, length].
      return InputType.recurrent(tokens.vocabulary(), tokens.length());
    }
    return InputType.feedForward(input.columns());
  }

  /**
   * Lists each layer's parameters in its configuration, as DL4J does when a graph is initialised:
   * without them its JSON reader takes every batch norm for one with a log10 deviation.
   */
  private static void nameVariables(GraphVertex vertex) {
    if (vertex instanceof LayerVertex layer) {
      NeuralNetConfiguration conf = layer.getLayerConf();
      conf.getLayer().initializer().paramKeys(conf.getLayer()).forEach(conf::addVariable);
    }
  }

  private String norm(String name, String from) {
    graph.addLayer(name, new BatchNormalization.Builder().useLogStd(false).build(), from);
    return name;
  }

  private String relu(String name, String from) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), from);
    return name;
  }
}
