package dev.slipstream.objective.image;

import dev.slipstream.objective.Method;
import java.util.Map;

/**
 * Jigsaw puzzles (Noroozi and Favaro 2016, arXiv:1603.09246): in which of some known orders the
 * nine tiles of an image are shown.
 *
 * <p>The paper searches for orders that are far from each other (its algorithm 1). Here they are
 * all maps {@code x -> a x + b}, a not 0, of the nine elements of the field GF(9), one for each
 * cell: 72 orders of which any two have at most one tile in the same place, and more such there
 * cannot be.
 */
public final class JigsawObjective {

  /** Of 75 pixels 64, as in the paper's section 3.3. */
  private static final Tiles TILES = new Tiles(64.0 / 75);

  /** A step has nine rows of each sample. */
  private static final Map<String, String> RECIPE =
      Map.of(
          "learner.batch-size", "64",
          "learner.steps-per-batch", "1",
          "learner.optimizer", "adam",
          "learner.learning-rate", "0.001");

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "jigsaw",
          Images.MODALITY,
          "in which order the nine tiles of an image are shown",
          "Noroozi and Favaro 2016, arXiv:1603.09246",
          "cross-entropy",
          RECIPE,
          foundation -> new TilePuzzle(foundation, TILES, orders()));

  private JigsawObjective() {}

  /** The orders; each names every cell once. */
  static int[][] orders() {
    int[][] orders = new int[(Tiles.COUNT - 1) * Tiles.COUNT][Tiles.COUNT];
    for (int order = 0; order < orders.length; order++) {
      int a = 1 + order / Tiles.COUNT;
      int b = order % Tiles.COUNT;
      for (int x = 0; x < Tiles.COUNT; x++) {
        orders[order][x] = sum(product(a, x), b);
      }
    }
    return orders;
  }

  /** Elements are {@code 3 p + q} for {@code p + q i} modulo 3, where {@code i² = -1}. */
  private static int sum(int a, int b) {
    return element(a / 3 + b / 3, a % 3 + b % 3);
  }

  private static int product(int a, int b) {
    int p = a / 3;
    int q = a % 3;
    int r = b / 3;
    int s = b % 3;
    return element(p * r - q * s, p * s + q * r);
  }

  private static int element(int p, int q) {
    return 3 * Math.floorMod(p, 3) + Math.floorMod(q, 3);
  }
}
