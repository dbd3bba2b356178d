package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.ParameterLayout.Kind;
import dev.slipstream.encoder.torch.Parameters.View;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/**
 * A vector for each token: ids {@code [N, length]} become {@code [N, out, length]}. The table is
 * read one of its rows {@code [ids]} after the other, as DL4J's order wants it; that is sequential
 * in memory, and the gradient is added up in the order of the tokens whatever the threads.
 */
record Embedding(View table) implements Operation {

  static Embedding of(String vertex, EmbeddingSequenceLayer layer, Parameters parameters) {
    if (layer.getOutputFormat() != RNNFormat.NCW) {
      throw new IllegalArgumentException(
          vertex + ": must be declared as NCW, was " + layer.getOutputFormat());
    }
    return new Embedding(parameters.get(vertex, Kind.TABLE));
  }

  @Override
  public Tensor apply(List<Tensor> inputs, Pass pass) {
    Tensor ids = inputs.get(0);
    long rows = ids.size(0);
    long width = table.value().size(0);
    Tensor index = ids.toType(torch.ScalarType.Long).reshape(1, -1).expand(width, -1);
    return table.value().gather(1, index).view(width, rows, -1).permute(1, 0, 2);
  }

  /** The padding, column 0, is not learned. */
  @Override
  public void afterBackward() {
    table.gradient().select(1, 0).zero_();
  }
}
