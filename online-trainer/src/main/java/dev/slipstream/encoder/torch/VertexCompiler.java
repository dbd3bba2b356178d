package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.DropoutLayers;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.vertex.Attention;
import dev.slipstream.encoder.vertex.PositionMean;
import dev.slipstream.encoder.vertex.PositionRows;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/** Finds the operation for each vertex of a declared graph, or says why there is none. */
final class VertexCompiler {

  private final ComputationGraphConfiguration configuration;
  private final Parameters parameters;
  private final Map<String, Double> kept;

  VertexCompiler(ComputationGraphConfiguration configuration, Parameters parameters) {
    this.configuration = configuration;
    this.parameters = parameters;
    this.kept = DropoutLayers.kept(configuration);
  }

  Operation compile(String name) {
    GraphVertex vertex = configuration.getVertices().get(name);
    if (vertex instanceof LayerVertex layer) {
      Operation operation = layer(name, layer.getLayerConf().getLayer());
      InputPreProcessor before = layer.getPreProcessor();
      return before == null ? operation : Operations.chain(preProcessor(name, before), operation);
    } else if (vertex instanceof PreprocessorVertex preProcessor) {
      return preProcessor(name, preProcessor.getPreProcessor());
    } else if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return Operations.sum();
    } else if (vertex instanceof ElementWiseVertex product
        && product.getOp() == ElementWiseVertex.Op.Product) {
      return Operations.product();
    } else if (vertex instanceof MergeVertex) {
      return Operations.concatenation();
    } else if (vertex instanceof ScaleVertex scale) {
      return Operations.scale(scale.getScaleFactor());
    } else if (vertex instanceof L2NormalizeVertex unit) {
      return Positions.unit(name, unit, parameters);
    } else if (vertex instanceof ReshapeVertex shape) {
      return Positions.shaped(name, shape);
    } else if (vertex instanceof PositionRows rows) {
      return Positions.rows(rows, parameters);
    } else if (vertex instanceof PositionMean mean) {
      return Positions.mean(mean, parameters);
    } else if (vertex instanceof Attention attention) {
      return AttentionOperation.of(attention, parameters);
    }
    throw Unsupported.of(name, vertex);
  }

  private Operation layer(String name, Layer layer) {
    requirePlain(name, layer);
    if (layer.getClass() == ConvolutionLayer.class) {
      ConvolutionLayer convolution = (ConvolutionLayer) layer;
      requireChannelsFirst(name, convolution.getCnn2dDataFormat());
      return Operations.chain(
          Convolution.of(name, convolution, parameters),
          Activations.inPlace(name, convolution.getActivationFn()));
    } else if (layer.getClass() == Convolution1DLayer.class) {
      Convolution1DLayer convolution = (Convolution1DLayer) layer;
      return Operations.chain(
          Convolution.ofSequence(name, convolution, parameters),
          Activations.inPlace(name, convolution.getActivationFn()));
    } else if (layer.getClass() == DropoutLayer.class) {
      return Operations.dropout(name, kept.getOrDefault(name, 1.0), parameters);
    } else if (layer.getClass() == DenseLayer.class) {
      DenseLayer dense = (DenseLayer) layer;
      return Operations.chain(
          Operations.dense(name, parameters), Activations.inPlace(name, dense.getActivationFn()));
    } else if (layer.getClass() == EmbeddingSequenceLayer.class) {
      EmbeddingSequenceLayer embedding = (EmbeddingSequenceLayer) layer;
      return Operations.chain(
          Embedding.of(name, embedding, parameters),
          Activations.of(name, embedding.getActivationFn()));
    } else if (layer.getClass() == BatchNormalization.class) {
      BatchNormalization norm = (BatchNormalization) layer;
      requireChannelsFirst(name, norm.getCnn2DFormat());
      return new BatchNorm(name, norm, parameters); // DL4J applies no activation here either
    } else if (layer.getClass() == SubsamplingLayer.class) {
      SubsamplingLayer pool = (SubsamplingLayer) layer;
      requireChannelsFirst(name, pool.getCnn2dDataFormat());
      return Pooling.of(name, pool, parameters);
    } else if (layer.getClass() == GlobalPoolingLayer.class) {
      return Pooling.global(name, (GlobalPoolingLayer) layer, parameters);
    } else if (layer.getClass() == ActivationLayer.class) {
      ActivationLayer activation = (ActivationLayer) layer;
      return mayOverwriteInput(name, activation)
          ? Activations.inPlace(name, activation.getActivationFn())
          : Activations.of(name, activation.getActivationFn());
    }
    throw Unsupported.of(name, layer);
  }

  /**
   * Whether nobody else needs the activation's input: neither another vertex, nor the caller, nor
   * the input's own backward pass.
   */
  private boolean mayOverwriteInput(String name, ActivationLayer activation) {
    String input = configuration.getVertexInputs().get(name).get(0);
    long consumers =
        configuration.getVertexInputs().values().stream()
            .mapToLong(inputs -> inputs.stream().filter(input::equals).count())
            .sum();
    GraphVertex source = configuration.getVertices().get(input);
    boolean forgetsItsOutput =
        source instanceof ElementWiseVertex
            || (source instanceof LayerVertex layer
                && layer.getLayerConf().getLayer() instanceof BatchNormalization);
    return activation.getActivationFn() instanceof ActivationReLU
        && consumers == 1
        && forgetsItsOutput
        && !input.equals(EncoderSpec.REPRESENTATION)
        && !input.equals(EncoderSpec.PROJECTION);
  }

  private static Operation preProcessor(String name, InputPreProcessor preProcessor) {
    if (preProcessor instanceof CnnToFeedForwardPreProcessor flatten) {
      requireChannelsFirst(name, flatten.getFormat());
      return Operations.flatten();
    } else if (preProcessor instanceof FeedForwardToCnnPreProcessor images) {
      return Operations.view(
          images.getNumChannels(), images.getInputHeight(), images.getInputWidth());
    }
    throw Unsupported.of(name, preProcessor);
  }

  private static void requirePlain(String name, Layer layer) {
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      throw Unsupported.of(name, base.getWeightNoise());
    }
  }

  private static void requireChannelsFirst(String name, CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw new IllegalArgumentException(name + ": must be declared as NCHW, was " + format);
    }
  }

  /** The error for what this engine does not know. */
  static final class Unsupported {
    private Unsupported() {}

    static IllegalArgumentException of(String vertex, Object what) {
      return new IllegalArgumentException(
          vertex
              + ": "
              + what.getClass().getSimpleName()
              + " must be run by the nd4j engine, the torch engine knows "
              + List.of(
                  "ConvolutionLayer",
                  "Convolution1DLayer",
                  "DenseLayer",
                  "BatchNormalization",
                  "SubsamplingLayer",
                  "GlobalPoolingLayer",
                  "ActivationLayer",
                  "DropoutLayer",
                  "EmbeddingSequenceLayer",
                  "ElementWiseVertex Add and Product",
                  "L2NormalizeVertex of rows",
                  "ScaleVertex",
                  "ReshapeVertex of rows",
                  "MergeVertex",
                  "Slipstream's own vertices"));
    }
  }
}
