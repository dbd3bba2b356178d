package dev.slipstream.objective;

import dev.slipstream.loss.BarlowTwinsLoss;
import java.util.Map;

/**
 * Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230): each column of the projections must agree
 * between two views and with no other column.
 */
final class BarlowTwinsObjective {

  /** The paper's, section 2.1. */
  private static final double OFF_DIAGONAL = 0.005;

  static final Method METHOD =
      new Method(
          "barlow-twins",
          Method.ANY_MODALITY,
          "columns that agree between views and with no other column",
          "Zbontar et al. 2021, arXiv:2103.03230",
          "Barlow Twins",
          Map.of(),
          foundation ->
              new TwoViewObjective(foundation.tower(), new BarlowTwinsLoss(OFF_DIAGONAL)));

  private BarlowTwinsObjective() {}
}
