package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.vertex.PositionMean;
import dev.slipstream.encoder.vertex.PositionRows;
import dev.slipstream.matrix.torch.TorchMatrix;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;

/** What is done to positions as rows {@code [N * T, C]}, but for {@link AttentionOperation}. */
final class Positions {

  private static final long[] EACH_ROW = {1};

  private Positions() {}

  /** A map or a sequence as rows, each with the code of its place. */
  static Operation rows(PositionRows vertex, Parameters parameters) {
    int count = vertex.getHeight() * vertex.getWidth();
    int columns = vertex.getColumns();
    if (vertex.getScale() == 0) {
      return (inputs, pass) -> lastAxis(inputs.get(0)).reshape(-1, columns);
    }
    Tensor code;
    try (TorchMatrix values = parameters.device().of(vertex.code(), count, columns)) {
      code = parameters.keep(values.tensor().view(count, columns));
    }
    return (inputs, pass) -> lastAxis(inputs.get(0)).add(code).reshape(-1, columns);
  }

  /** {@code [N, T, C]} of a map {@code [N, C, height, width]} or a sequence. */
  private static Tensor lastAxis(Tensor map) {
    return map.flatten(2, -1).transpose(1, 2);
  }

  /** The mean of each sample's rows, those of padding left out. */
  static Operation mean(PositionMean vertex, Parameters parameters) {
    int count = vertex.getPositions();
    ScalarTypeOptional sameType = parameters.keep(new ScalarTypeOptional());
    return (inputs, pass) -> {
      Tensor samples = inputs.get(0).view(-1, count, inputs.get(0).size(1));
      if (inputs.size() == 1) {
        return samples.mean(EACH_ROW, false, sameType);
      }
      Tensor kept = kept(inputs.get(1));
      Tensor counts = kept.sum(EACH_ROW, true, sameType).clamp_min_(new Scalar(1.0));
      return torch.matmul(kept.div_(counts).unsqueeze(1), samples).squeeze(1);
    };
  }

  /** {@code [N, T]} of tokens: 1 at a word, 0 at padding. */
  static Tensor kept(Tensor tokens) {
    return tokens.ne(new Scalar(0)).toType(torch.ScalarType.Float);
  }

  /** Each row brought to unit length. */
  static Operation unit(String vertex, L2NormalizeVertex declared, Parameters parameters) {
    if (declared.getDimension() != null && declared.getDimension().length > 0) {
      throw new IllegalArgumentException(vertex + ": must be declared without dimensions");
    }
    ScalarOptional two = parameters.keep(new ScalarOptional(new Scalar(2.0)));
    return (inputs, pass) -> {
      Tensor rows = inputs.get(0);
      if (rows.dim() != 2) {
        throw new IllegalArgumentException(
            vertex + ": must normalise rows, was given %d dimensions".formatted(rows.dim()));
      }
      Tensor length = rows.norm(two, EACH_ROW, true).clamp_min(new Scalar(declared.getEps()));
      return rows.div(length);
    };
  }

  /** Rows as wider or narrower rows. */
  static Operation shaped(String vertex, ReshapeVertex declared) {
    int[] shape = declared.getNewShape();
    if (declared.getReshapeOrder() != 'c' || shape.length != 2 || shape[0] != -1) {
      throw new IllegalArgumentException(
          vertex + ": must be declared as [-1, columns] in order c, was " + declared);
    }
    return (inputs, pass) -> inputs.get(0).reshape(-1, shape[1]);
  }
}
