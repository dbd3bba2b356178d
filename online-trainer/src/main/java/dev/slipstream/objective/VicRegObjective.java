package dev.slipstream.objective;

import dev.slipstream.loss.VicRegLoss;
import java.util.Map;

/**
 * VICReg (Bardes, Ponce and LeCun 2022, arXiv:2105.04906): projections of two views must be near,
 * each column must vary and no two columns may vary together.
 */
final class VicRegObjective {

  /** Projections start far from unit variance: a step must not be as long as their gradient. */
  private static final Map<String, String> RECIPE =
      Map.of("learner.optimizer", "adam", "learner.learning-rate", "0.001");

  static final Method METHOD =
      new Method(
          "vicreg",
          Method.ANY_MODALITY,
          "near views, columns that vary, and not together",
          "Bardes et al. 2022, arXiv:2105.04906",
          "VICReg",
          RECIPE,
          foundation -> new TwoViewObjective(foundation.tower(), new VicRegLoss(25, 25, 1)));

  private VicRegObjective() {}
}
