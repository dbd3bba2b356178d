package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.encoder.vertex.Attention;
import dev.slipstream.encoder.vertex.PositionMean;
import dev.slipstream.encoder.vertex.PositionRows;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;

/**
 * Small graphs with one layer of interest each. A convolution before it lets its input gradient
 * reach parameters; the representation and the projection follow.
 */
final class LayerGraphs {

  private static final Planes INPUT = new Planes(11, 9, 3);
  private static final Tokens TEXT = new Tokens(7, 13);
  private static final String BEFORE = "before";
  private static final String IN = "input";
  private static final String LAYER = "layer";

  private LayerGraphs() {}

  static Stream<EncoderSpec> all() {
    return Stream.of(
            convolutions(),
            norms(),
            pools(),
            activations(),
            dropouts(),
            others(),
            sequences(),
            positions())
        .flatMap(s -> s);
  }

  private static Stream<EncoderSpec> convolutions() {
    return Stream.of(
        image("convolution", convolution(3, 1, 1).build()),
        image("convolution without bias", convolution(3, 1, 0).hasBias(false).build()),
        image("convolution 1x1 stride 2", convolution(1, 2, 0).build()),
        image("convolution 5x5 stride 2", convolution(5, 2, 2).build()),
        image("convolution dilated", convolution(3, 1, 2).dilation(2, 2).build()),
        image(
            "convolution strict",
            convolution(3, 2, 1).convolutionMode(ConvolutionMode.Strict).build()),
        image(
            "convolution oblong",
            new ConvolutionLayer.Builder(3, 2).stride(1, 2).padding(1, 0).nOut(4).build()),
        image("convolution same", same(convolution(3, 2, 0)).build()),
        image("convolution same, even kernel", same(convolution(4, 1, 0)).build()),
        image("convolution same, dilated", same(convolution(3, 1, 0)).dilation(2, 2).build()),
        image("convolution with relu", convolution(3, 1, 1).activation(Activation.RELU).build()));
  }

  private static Stream<EncoderSpec> norms() {
    return Stream.of(
        image("batch norm", norm().build()),
        image("batch norm, own decay and epsilon", norm().decay(0.7).eps(1e-2).build()),
        image("batch norm, locked", norm().lockGammaBeta(true).gamma(1.5).beta(0.5).build()),
        image("batch norm declared with relu", norm().activation(Activation.RELU).build()),
        graph(
            "batch norm after dense",
            g ->
                g.addLayer(BEFORE, new DenseLayer.Builder().nOut(6).build(), IN)
                    .addLayer(EncoderSpec.REPRESENTATION, norm().build(), BEFORE)));
  }

  private static Stream<EncoderSpec> pools() {
    return Stream.of(
        image("max pool", pool(PoolingType.MAX, 2, 2, 0).build()),
        image("max pool, padded", pool(PoolingType.MAX, 3, 2, 1).build()),
        image(
            "max pool, same",
            pool(PoolingType.MAX, 2, 2, 0).convolutionMode(ConvolutionMode.Same).build()),
        image("average pool", pool(PoolingType.AVG, 3, 2, 0).build()),
        image("average pool, padded", pool(PoolingType.AVG, 3, 2, 1).build()),
        image(
            "average pool, padding counted",
            pool(PoolingType.AVG, 3, 2, 1).avgPoolIncludePadInDivisor(true).build()),
        image(
            "average pool, same",
            pool(PoolingType.AVG, 2, 2, 0).convolutionMode(ConvolutionMode.Same).build()),
        pooled("global average pool", PoolingType.AVG),
        pooled("global max pool", PoolingType.MAX));
  }

  private static Stream<EncoderSpec> activations() {
    Stream<IActivation> named =
        Stream.of(
                Activation.IDENTITY,
                Activation.RELU,
                Activation.LEAKYRELU,
                Activation.ELU,
                Activation.TANH,
                Activation.SIGMOID,
                Activation.SOFTPLUS)
            .map(Activation::getActivationFunction);
    return Stream.concat(named, Stream.of(new ActivationGELU(false)))
        .map(a -> image("activation " + a, new ActivationLayer(a)));
  }

  private static Stream<EncoderSpec> dropouts() {
    return Stream.of(
        image("dropout", new DropoutLayer(0.7)),
        image("dropout that keeps all", new DropoutLayer(1.0)),
        ofText(
            "dropout of a sequence",
            g ->
                g.addLayer(BEFORE, embedding(6), IN)
                    .addLayer(LAYER, new DropoutLayer(0.7), BEFORE)
                    .addLayer(
                        EncoderSpec.REPRESENTATION,
                        new GlobalPoolingLayer(PoolingType.SUM),
                        LAYER)),
        graph(
            "dropout beside its input",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).build(), IN)
                    .addLayer("branch", new DropoutLayer(0.7), BEFORE)
                    .addVertex(
                        LAYER, new ElementWiseVertex(ElementWiseVertex.Op.Add), BEFORE, "branch")
                    .addLayer(
                        EncoderSpec.REPRESENTATION,
                        new GlobalPoolingLayer(PoolingType.AVG),
                        LAYER)));
  }

  private static Stream<EncoderSpec> others() {
    return Stream.of(
        graph(
            "dense with sigmoid",
            g ->
                g.addLayer(
                    EncoderSpec.REPRESENTATION,
                    new DenseLayer.Builder().nOut(6).activation(Activation.SIGMOID).build(),
                    IN)),
        graph(
            "dense without bias",
            g ->
                g.addLayer(
                    EncoderSpec.REPRESENTATION,
                    new DenseLayer.Builder().nOut(6).hasBias(false).build(),
                    IN)),
        graph(
            "branches side by side",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).build(), IN)
                    .addLayer("branch", convolution(3, 1, 1).nOut(2).build(), BEFORE)
                    .addVertex(LAYER, new MergeVertex(), BEFORE, "branch")
                    .addLayer(
                        EncoderSpec.REPRESENTATION,
                        new GlobalPoolingLayer(PoolingType.AVG),
                        LAYER)),
        graph(
            "residual add, input used twice",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).build(), IN)
                    .addLayer("relu", new ActivationLayer(Activation.RELU), BEFORE)
                    .addLayer("branch", convolution(3, 1, 1).build(), "relu")
                    .addVertex(
                        LAYER,
                        new ElementWiseVertex(ElementWiseVertex.Op.Add),
                        "relu",
                        "branch",
                        "relu")
                    .addLayer("after", new ActivationLayer(Activation.RELU), LAYER)
                    .addLayer(
                        EncoderSpec.REPRESENTATION,
                        new GlobalPoolingLayer(PoolingType.AVG),
                        "after")),
        graph(
            "dense seen as an image",
            g ->
                g.addLayer(BEFORE, new DenseLayer.Builder().nOut(24).build(), IN)
                    .addLayer(LAYER, convolution(3, 1, 1).nIn(2).build(), BEFORE)
                    .inputPreProcessor(LAYER, new FeedForwardToCnnPreProcessor(4, 3, 2))
                    .addLayer(
                        EncoderSpec.REPRESENTATION,
                        new GlobalPoolingLayer(PoolingType.AVG),
                        LAYER)));
  }

  private static Stream<EncoderSpec> sequences() {
    return Stream.of(
        text("embedding, sum", embedding(6), PoolingType.SUM),
        text("embedding, average", embedding(6), PoolingType.AVG),
        text("embedding, max", embedding(6), PoolingType.MAX),
        convolved("sequence convolution", neighbours(3).convolutionMode(ConvolutionMode.Same)),
        convolved(
            "sequence convolution, even kernel",
            neighbours(4).convolutionMode(ConvolutionMode.Same).activation(Activation.TANH)),
        convolved("sequence convolution, padded", neighbours(3).stride(2).padding(1)),
        convolved("sequence convolution, dilated", neighbours(2).dilation(2).hasBias(false)),
        text("embedding with tanh", embedding(6, Activation.TANH), PoolingType.SUM),
        ofText(
            "embedding, weighted",
            g ->
                g.addLayer(BEFORE, embedding(6), IN)
                    .addLayer("weights", embedding(1, Activation.SOFTPLUS), IN)
                    .addVertex(
                        LAYER,
                        new ElementWiseVertex(ElementWiseVertex.Op.Product),
                        BEFORE,
                        "weights")
                    .addLayer(
                        EncoderSpec.REPRESENTATION,
                        new GlobalPoolingLayer(PoolingType.SUM),
                        LAYER)));
  }

  private static Stream<EncoderSpec> positions() {
    PositionRows map = new PositionRows(INPUT.height(), INPUT.width(), 6, 0.5);
    PositionRows places = new PositionRows(TEXT.length(), 1, 6, 0.5);
    int cells = INPUT.height() * INPUT.width();
    return Stream.of(
        graph(
            "positions of a map, their mean",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).nOut(6).build(), IN)
                    .addVertex("rows", map, BEFORE)
                    .addLayer(LAYER, dense(6, Activation.TANH), "rows")
                    .addVertex(EncoderSpec.REPRESENTATION, new PositionMean(cells), LAYER)),
        graph(
            "attention",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).nOut(6).build(), IN)
                    .addVertex("rows", map, BEFORE)
                    .addLayer("parts", dense(18, Activation.IDENTITY), "rows")
                    .addVertex(LAYER, new Attention(cells, 3, false), "parts")
                    .addVertex(EncoderSpec.REPRESENTATION, new PositionMean(cells), LAYER)),
        graph(
            "attention, causal",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).nOut(6).build(), IN)
                    .addVertex("rows", map, BEFORE)
                    .addLayer("parts", dense(18, Activation.IDENTITY), "rows")
                    .addVertex(LAYER, new Attention(cells, 2, true), "parts")
                    .addVertex(EncoderSpec.REPRESENTATION, new PositionMean(cells), LAYER)),
        ofText(
            "attention without padding",
            g ->
                g.addLayer(BEFORE, embedding(6), IN)
                    .addVertex("rows", places, BEFORE)
                    .addLayer("parts", dense(18, Activation.IDENTITY), "rows")
                    .addVertex(LAYER, new Attention(TEXT.length(), 1, false), "parts", IN)
                    .addVertex(
                        EncoderSpec.REPRESENTATION, new PositionMean(TEXT.length()), LAYER, IN)),
        graph(
            "rows of unit length, scaled",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).nOut(6).build(), IN)
                    .addVertex("rows", map, BEFORE)
                    .addVertex("unit", new L2NormalizeVertex(), "rows")
                    .addVertex(LAYER, new ScaleVertex(2.5), "unit")
                    .addVertex(EncoderSpec.REPRESENTATION, new PositionMean(cells), LAYER)),
        graph(
            "rows side by side",
            g ->
                g.addLayer(BEFORE, convolution(3, 1, 1).nOut(6).build(), IN)
                    .addVertex("rows", map, BEFORE)
                    .addLayer("columns", dense(2, Activation.IDENTITY), "rows")
                    .addVertex(
                        EncoderSpec.REPRESENTATION, new ReshapeVertex(-1, 2 * cells), "columns")));
  }

  private static Layer dense(int width, Activation activation) {
    return new DenseLayer.Builder().nOut(width).activation(activation).build();
  }

  private static EncoderSpec text(String name, Layer layer, PoolingType pooling) {
    return ofText(
        name,
        g ->
            g.addLayer(LAYER, layer, IN)
                .addLayer(EncoderSpec.REPRESENTATION, new GlobalPoolingLayer(pooling), LAYER));
  }

  private static EncoderSpec convolved(String name, Convolution1DLayer.Builder convolution) {
    return ofText(
        name,
        g ->
            g.addLayer(BEFORE, embedding(4), IN)
                .addLayer(LAYER, convolution.nOut(6).build(), BEFORE)
                .addLayer(
                    EncoderSpec.REPRESENTATION, new GlobalPoolingLayer(PoolingType.SUM), LAYER));
  }

  private static Convolution1DLayer.Builder neighbours(int size) {
    return new Convolution1DLayer.Builder(size);
  }

  private static Layer embedding(int width) {
    return embedding(width, Activation.IDENTITY);
  }

  private static Layer embedding(int width, Activation activation) {
    return new EmbeddingSequenceLayer.Builder()
        .nIn(TEXT.vocabulary())
        .nOut(width)
        .inputLength(TEXT.length())
        .inferInputLength(false)
        .activation(activation)
        .weightInit(WeightInit.VAR_SCALING_UNIFORM_FAN_OUT)
        .build();
  }

  /** Convolution, the layer, dense representation. */
  private static EncoderSpec image(String name, Layer layer) {
    return graph(
        name,
        g ->
            g.addLayer(BEFORE, convolution(3, 1, 1).build(), IN)
                .addLayer(LAYER, layer, BEFORE)
                .addLayer(
                    EncoderSpec.REPRESENTATION, new DenseLayer.Builder().nOut(6).build(), LAYER));
  }

  private static EncoderSpec pooled(String name, PoolingType type) {
    return graph(
        name,
        g ->
            g.addLayer(BEFORE, convolution(3, 1, 1).nOut(6).activation(Activation.RELU).build(), IN)
                .addLayer(EncoderSpec.REPRESENTATION, new GlobalPoolingLayer(type), BEFORE));
  }

  private static EncoderSpec graph(String name, Consumer<GraphBuilder> body) {
    InputType type = InputType.convolutional(INPUT.height(), INPUT.width(), INPUT.channels());
    GraphBuilder graph = begin();
    body.accept(graph);
    graph
        .addLayer(
            EncoderSpec.PROJECTION,
            new DenseLayer.Builder().nOut(5).build(),
            EncoderSpec.REPRESENTATION)
        .setOutputs(EncoderSpec.PROJECTION)
        .setInputTypes(type);
    var configuration = graph.build();
    int size =
        (int)
            configuration
                .getLayerActivationTypes(type)
                .get(EncoderSpec.REPRESENTATION)
                .arrayElementsPerExample();
    return new EncoderSpec(name, INPUT, size, 5, configuration);
  }

  /** Six columns without a head: DL4J takes a pooled sequence for a sequence still. */
  private static EncoderSpec ofText(String name, Consumer<GraphBuilder> body) {
    GraphBuilder graph = begin();
    body.accept(graph);
    graph
        .addLayer(
            EncoderSpec.PROJECTION,
            new ActivationLayer(Activation.IDENTITY),
            EncoderSpec.REPRESENTATION)
        .setOutputs(EncoderSpec.PROJECTION)
        .setInputTypes(InputType.recurrent(TEXT.vocabulary(), TEXT.length()));
    return new EncoderSpec(name, TEXT, 6, 6, graph.build());
  }

  private static GraphBuilder begin() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .activation(Activation.IDENTITY)
        .weightInit(WeightInit.RELU)
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder()
        .addInputs(IN);
  }

  private static ConvolutionLayer.Builder convolution(int size, int stride, int padding) {
    return new ConvolutionLayer.Builder(size, size)
        .stride(stride, stride)
        .padding(padding, padding)
        .nOut(4);
  }

  private static ConvolutionLayer.Builder same(ConvolutionLayer.Builder builder) {
    builder.convolutionMode(ConvolutionMode.Same);
    return builder;
  }

  private static BatchNormalization.Builder norm() {
    return new BatchNormalization.Builder().useLogStd(false);
  }

  private static SubsamplingLayer.Builder pool(
      PoolingType type, int size, int stride, int padding) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(size, size)
        .stride(stride, stride)
        .padding(padding, padding);
  }

  /** One of {@link #all}. */
  static EncoderSpec named(String name) {
    return all().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }
}
