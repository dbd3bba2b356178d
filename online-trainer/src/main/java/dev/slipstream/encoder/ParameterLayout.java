package dev.slipstream.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Where each parameter of a declared graph lies in its flat vector, in DL4J's own order. Per layer:
 * a convolution has its bias, then W {@code [out, in, kh, kw]} row-major, or over a sequence {@code
 * [k, in, out]} row-major; a dense layer W {@code [out, in]} row-major (DL4J's {@code [in, out]}
 * column-major), then its bias; a batch normalisation gamma, beta, mean, variance; an embedding of
 * tokens its table {@code [out, ids]} row-major (likewise DL4J's {@code [ids, out]} column-major).
 *
 * @param vertices all vertices, each after its inputs: the order of the layers in the flat vector
 * @param slices the parameters, in order and without gaps
 */
public record ParameterLayout(List<String> vertices, List<Slice> slices) {

  /** What a parameter is for. */
  public enum Kind {
    WEIGHT,
    BIAS,
    /** One column for each token; column 0, the padding's, stays zero and has no gradient. */
    TABLE,
    /** Batch norm's gamma. */
    SCALE,
    /** Batch norm's beta. */
    SHIFT,
    /** Batch norm's running mean: not trained. */
    MEAN,
    /** Batch norm's running variance: not trained. */
    VARIANCE;

    /** Whether gradient descent moves it; otherwise it is a running statistic. */
    public boolean trained() {
      return this != MEAN && this != VARIANCE;
    }
  }

  /**
   * One parameter.
   *
   * @param vertex the layer it belongs to
   * @param from index of its first value in the flat vector
   * @param shape row-major
   */
  public record Slice(String vertex, Kind kind, int from, List<Integer> shape) {

    /** Number of values. */
    public int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  public ParameterLayout {
    vertices = List.copyOf(vertices);
    slices = List.copyOf(slices);
  }

  /**
   * The layout of a graph.
   *
   * @throws IllegalArgumentException if it holds a layer with parameters of a kind not known here,
   *     naming it
   */
  public static ParameterLayout of(ComputationGraphConfiguration configuration) {
    List<String> vertices = configuration.getTopologicalOrderStr();
    if (vertices == null) {
      new ComputationGraph(configuration).calculateIndices(); // leaves the order there
      vertices = configuration.getTopologicalOrderStr();
    }
    Builder builder = new Builder();
    for (String name : vertices) {
      GraphVertex vertex = configuration.getVertices().get(name); // null for the graph's input
      if (vertex instanceof LayerVertex layer) {
        builder.layer(name, layer.getLayerConf().getLayer());
      }
    }
    return new ParameterLayout(vertices, builder.slices);
  }

  /** P: values in the flat vector. */
  public int size() {
    return slices.isEmpty() ? 0 : end(slices.get(slices.size() - 1));
  }

  /** The parameters of one vertex, in order; empty if it has none. */
  public List<Slice> of(String vertex) {
    return slices.stream().filter(s -> s.vertex().equals(vertex)).toList();
  }

  /**
   * {@code [P]}: 1 where gradient descent trains, 0 at the padding of a table and at batch-norm
   * statistics, whose "gradient" is to be subtracted as it is.
   */
  public float[] trainableMask() {
    float[] mask = new float[size()];
    slices.stream()
        .filter(s -> s.kind().trained())
        .forEach(s -> Arrays.fill(mask, s.from(), end(s), 1));
    slices.stream().filter(s -> s.kind() == Kind.TABLE).forEach(s -> clearPadding(mask, s));
    return mask;
  }

  private static void clearPadding(float[] mask, Slice table) {
    for (int i = table.from(); i < end(table); i += table.shape().get(1)) {
      mask[i] = 0;
    }
  }

  private static int end(Slice slice) {
    return slice.from() + slice.size();
  }

  private static final class Builder {
    private final List<Slice> slices = new ArrayList<>();
    private String vertex = "";
    private int next;

    void layer(String name, Layer layer) {
      vertex = name;
      if (layer.getClass() == ConvolutionLayer.class) {
        convolution((ConvolutionLayer) layer);
      } else if (layer.getClass() == Convolution1DLayer.class) {
        sequenceConvolution((Convolution1DLayer) layer);
      } else if (layer.getClass() == DenseLayer.class) {
        dense((DenseLayer) layer);
      } else if (layer.getClass() == BatchNormalization.class) {
        batchNorm((BatchNormalization) layer);
      } else if (layer.getClass() == EmbeddingSequenceLayer.class) {
        embedding((EmbeddingSequenceLayer) layer);
      } else if (layer.initializer().numParams(layer) > 0) {
        throw new IllegalArgumentException(
            name
                + ": must be a convolution, dense, batch-norm or embedding-sequence layer or one"
                + " without parameters, was "
                + layer.getClass().getSimpleName());
      }
    }

    private void convolution(ConvolutionLayer layer) {
      if (layer.hasBias()) {
        add(Kind.BIAS, layer.getNOut());
      }
      int[] kernel = layer.getKernelSize();
      add(Kind.WEIGHT, layer.getNOut(), layer.getNIn(), kernel[0], kernel[1]);
    }

    private void sequenceConvolution(Convolution1DLayer layer) {
      if (layer.hasBias()) {
        add(Kind.BIAS, layer.getNOut());
      }
      add(Kind.WEIGHT, layer.getKernelSize()[0], layer.getNIn(), layer.getNOut());
    }

    private void dense(DenseLayer layer) {
      if (layer.isHasLayerNorm()) {
        throw new IllegalArgumentException(vertex + ": must not use layer normalisation");
      }
      add(Kind.WEIGHT, layer.getNOut(), layer.getNIn());
      if (layer.hasBias()) {
        add(Kind.BIAS, layer.getNOut());
      }
    }

    private void batchNorm(BatchNormalization layer) {
      if (layer.isUseLogStd()) {
        throw new IllegalArgumentException(
            vertex + ": must be declared with useLogStd(false), was true");
      }
      if (!layer.isLockGammaBeta()) {
        add(Kind.SCALE, layer.getNOut());
        add(Kind.SHIFT, layer.getNOut());
      }
      add(Kind.MEAN, layer.getNOut());
      add(Kind.VARIANCE, layer.getNOut());
    }

    private void embedding(EmbeddingSequenceLayer layer) {
      if (layer.hasBias()) {
        throw new IllegalArgumentException(
            vertex + ": must be without bias, which padding had too");
      }
      add(Kind.TABLE, layer.getNOut(), layer.getNIn());
    }

    private void add(Kind kind, long... shape) {
      Slice slice =
          new Slice(vertex, kind, next, Arrays.stream(shape).mapToObj(Math::toIntExact).toList());
      slices.add(slice);
      next = Math.addExact(next, slice.size());
    }
  }
}
