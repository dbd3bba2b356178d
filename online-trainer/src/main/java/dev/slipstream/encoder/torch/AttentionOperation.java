package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.vertex.Attention;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link Attention} by libtorch's own, which keeps no matrix of all pairs. */
record AttentionOperation(Attention declared, DoubleOptional scale) implements Operation {

  static AttentionOperation of(Attention declared, Parameters parameters) {
    return new AttentionOperation(declared, parameters.keep(new DoubleOptional()));
  }

  @Override
  public Tensor apply(List<Tensor> inputs, Pass pass) {
    Tensor rows = inputs.get(0);
    long columns = rows.size(1) / 3;
    // [3, N, H, T, C / H]
    Tensor parts =
        rows.view(
                -1, declared.getPositions(), 3, declared.getHeads(), columns / declared.getHeads())
            .permute(2, 0, 3, 1, 4);
    Tensor attended =
        torch.scaled_dot_product_attention(
            parts.select(0, 0),
            parts.select(0, 1),
            parts.select(0, 2),
            excluded(inputs),
            0.0,
            declared.isCausal(),
            scale,
            false);
    return attended.transpose(1, 2).reshape(-1, columns);
  }

  /** What is added to the logits: nothing, or what keeps padding out. */
  private TensorOptional excluded(List<Tensor> inputs) {
    if (declared.isCausal() || inputs.size() == 1) {
      return new TensorOptional();
    }
    Tensor kept = Positions.kept(inputs.get(1)).unsqueeze(1).unsqueeze(1);
    return new TensorOptional(kept.sub_(new Scalar(1.0)).mul_(new Scalar(-Attention.EXCLUDED)));
  }
}
