package dev.slipstream.encoder.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Scaled dot-product attention of several heads within each sample (Vaswani et al. 2017,
 * arXiv:1706.03762, equation 1). A row of the input {@code [N * T, 3 * C]} holds a position's
 * queries, then its keys, then its values, each head by head; the output is {@code [N * T, C]}.
 * Tokens, if given, keep padding from being attended to; a causal one needs none, as padding comes
 * last.
 */
public final class Attention extends PositionVertex {

  /** Added to the logit of what must not be attended to: its share is 0, and finite throughout. */
  public static final float EXCLUDED = -1e9f;

  private static final long serialVersionUID = 1;

  private final int positions;
  private final int heads;
  private final boolean causal;

  /**
   * @param positions T
   * @param heads H, which divides C
   * @param causal whether a position attends to none after it
   */
  public Attention(
      @JsonProperty("positions") int positions,
      @JsonProperty("heads") int heads,
      @JsonProperty("causal") boolean causal) {
    this.positions = positions;
    this.heads = heads;
    this.causal = causal;
  }

  public int getPositions() {
    return positions;
  }

  public int getHeads() {
    return heads;
  }

  public boolean isCausal() {
    return causal;
  }

  @Override
  INDArray forward(INDArray[] inputs) {
    try (INDArray queries = part(inputs[0], 0);
        INDArray keys = part(inputs[0], 1);
        INDArray values = part(inputs[0], 2);
        INDArray shares = shares(queries, keys, inputs);
        INDArray attended = Nd4j.matmul(shares, values)) {
      return joined(attended);
    }
  }

  /** The shares are computed anew, which costs less than it takes to keep them. */
  @Override
  INDArray backward(INDArray[] inputs, INDArray gradient) {
    INDArray all = Nd4j.createUninitialized(inputs[0].dataType(), inputs[0].shape(), 'c');
    try (INDArray queries = part(inputs[0], 0);
        INDArray keys = part(inputs[0], 1);
        INDArray values = part(inputs[0], 2);
        INDArray shares = shares(queries, keys, inputs);
        INDArray ofAttended = split(gradient);
        INDArray ofValues = Nd4j.matmul(shares, ofAttended, true, false, false);
        INDArray ofLogits = Nd4j.matmul(ofAttended, values, false, true, false)) {
      // Of a softmax: s * (g - sum(s * g)).
      try (INDArray weighted = ofLogits.mul(shares);
          INDArray expected = weighted.sum(true, 3)) {
        ofLogits.subi(expected).muli(shares).muli(scale(queries));
      }
      try (INDArray ofQueries = Nd4j.matmul(ofLogits, keys);
          INDArray ofKeys = Nd4j.matmul(ofLogits, queries, true, false, false)) {
        put(all, 0, ofQueries);
        put(all, 1, ofKeys);
        put(all, 2, ofValues);
      }
    }
    return all;
  }

  /** How much each position takes of each other, {@code [N, H, T, T]}. */
  private INDArray shares(INDArray queries, INDArray keys, INDArray[] inputs) {
    INDArray logits = Nd4j.matmul(queries, keys, false, true, false).muli(scale(queries));
    if (causal) {
      try (INDArray later = later()) {
        logits.addi(later);
      }
    } else if (inputs.length > 1) {
      try (INDArray kept = Padding.kept(inputs[1])) {
        logits.addi(kept.rsubi(1).muli(EXCLUDED).reshape('c', kept.size(0), 1, 1, positions));
      }
    }
    Nd4j.exec(new SoftMax(logits, logits, 3));
    return logits;
  }

  private INDArray later() {
    float[] mask = new float[positions * positions];
    for (int from = 0; from < positions; from++) {
      for (int to = from + 1; to < positions; to++) {
        mask[from * positions + to] = EXCLUDED;
      }
    }
    return Nd4j.createFromArray(mask).reshape('c', 1, 1, positions, positions);
  }

  private static double scale(INDArray queries) {
    return 1 / Math.sqrt((double) queries.size(3));
  }

  /** One of queries, keys and values, {@code [N, H, T, C / H]}. */
  private INDArray part(INDArray rows, int index) {
    try (INDArray block = rows.get(columns(rows, index)).dup('c')) {
      return split(block);
    }
  }

  private INDArray split(INDArray rows) {
    long samples = rows.size(0) / positions;
    return rows.reshape('c', samples, positions, heads, rows.size(1) / heads)
        .permute(0, 2, 1, 3)
        .dup('c');
  }

  /** The heads side by side again, {@code [N * T, C]}. */
  private static INDArray joined(INDArray heads) {
    return heads
        .permute(0, 2, 1, 3)
        .dup('c')
        .reshape('c', heads.size(0) * heads.size(2), heads.size(1) * heads.size(3));
  }

  private static void put(INDArray rows, int index, INDArray heads) {
    try (INDArray block = joined(heads)) {
      rows.get(columns(rows, index)).assign(block);
    }
  }

  private static INDArrayIndex[] columns(INDArray rows, int index) {
    long size = rows.size(1) / 3;
    return new INDArrayIndex[] {
      NDArrayIndex.all(), NDArrayIndex.interval(index * size, (index + 1) * size)
    };
  }

  @Override
  List<? extends Number> settings() {
    return List.of(positions, heads, causal ? 1 : 0);
  }

  @Override
  public InputType getOutputType(int layer, InputType... inputs) {
    return InputType.feedForward(((InputTypeFeedForward) inputs[0]).getSize() / 3);
  }
}
