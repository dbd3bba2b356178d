package dev.slipstream.encoder.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The mean of a sample's positions: rows {@code [N * T, C]}, and tokens if some may be padding,
 * which does not count; {@code [N, C]}. Where all is padding it is zero.
 */
public final class PositionMean extends PositionVertex {

  private static final long serialVersionUID = 1;

  private final int positions;

  /**
   * @param positions T
   */
  public PositionMean(@JsonProperty("positions") int positions) {
    this.positions = positions;
  }

  public int getPositions() {
    return positions;
  }

  @Override
  INDArray forward(INDArray[] inputs) {
    INDArray rows = inputs[0];
    long columns = rows.size(1);
    try (INDArray weights = weights(inputs)) {
      long samples = weights.size(0);
      INDArray mean =
          Nd4j.matmul(
              weights.reshape('c', samples, 1, positions),
              rows.reshape('c', samples, positions, columns));
      return mean.reshape('c', samples, columns);
    }
  }

  @Override
  INDArray backward(INDArray[] inputs, INDArray gradient) {
    long columns = gradient.size(1);
    try (INDArray weights = weights(inputs)) {
      long samples = weights.size(0);
      INDArray spread =
          Nd4j.matmul(
              weights.reshape('c', samples, positions, 1),
              gradient.reshape('c', samples, 1, columns));
      return spread.reshape('c', samples * positions, columns);
    }
  }

  /** {@code [N, T]}: what each position counts, in all 1 for each sample. */
  private INDArray weights(INDArray[] inputs) {
    long samples = inputs[0].size(0) / positions;
    if (inputs.length == 1) {
      return Nd4j.valueArrayOf(new long[] {samples, positions}, 1f / positions);
    }
    INDArray weights = Padding.kept(inputs[1]);
    try (INDArray counts = weights.sum(true, 1)) {
      for (long sample = 0; sample < samples; sample++) {
        counts.putScalar(sample, Math.max(1, counts.getDouble(sample)));
      }
      return weights.diviColumnVector(counts);
    }
  }

  @Override
  List<? extends Number> settings() {
    return List.of(positions);
  }

  @Override
  public InputType getOutputType(int layer, InputType... inputs) {
    return inputs[0];
  }
}
