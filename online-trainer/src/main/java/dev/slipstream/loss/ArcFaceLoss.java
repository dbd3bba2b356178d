package dev.slipstream.loss;

import dev.slipstream.matrix.Matrix;

/**
 * Additive angular margin, ArcFace (Deng et al. 2019, arXiv:1801.07698, eq. 3): cross-entropy, in
 * nats, of logits {@code s cos θ_c}, but {@code s cos(θ_y + m)} of the row's own class. Rows and
 * classes are scaled to unit length here. Where θ + m is beyond π, {@code cos θ - m sin m} stands
 * for the cosine, as in the authors' program, so that a farther row is never better off.
 *
 * @param scale s, above 0; the paper has 64
 * @param margin m, radians, in [0, π); the paper has 0.5
 */
public record ArcFaceLoss(double scale, double margin) implements ClassLoss {

  public ArcFaceLoss {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale: must be > 0, was " + scale);
    }
    if (!(margin >= 0 && margin < Math.PI)) {
      throw new IllegalArgumentException("margin: must be in [0, pi), was " + margin);
    }
  }

  @Override
  public Result evaluate(Matrix rows, Matrix classes, int[] labels) {
    return Labelled.evaluate(this::labelled, rows, classes, labels);
  }

  private Result labelled(Matrix rows, Matrix classes, int[] labels) {
    UnitRows row = UnitRows.of(rows);
    UnitRows weights = UnitRows.of(classes);
    Result result =
        MarginSoftmax.evaluate(row.rows(), weights.rows(), labels, scale, new Additive(margin));
    return new Result(
        result.value(), row.backward(result.gradient()), weights.backward(result.classGradient()));
  }

  private record Additive(double margin) implements MarginSoftmax.Margin {

    @Override
    public double of(double cosine) {
      double angle = MarginSoftmax.angle(cosine) + margin;
      return angle < Math.PI ? Math.cos(angle) : cosine - margin * Math.sin(margin);
    }

    @Override
    public double slope(double cosine) {
      double angle = MarginSoftmax.angle(cosine) + margin;
      return angle < Math.PI ? Math.sin(angle) / MarginSoftmax.sine(cosine) : 1;
    }
  }
}
