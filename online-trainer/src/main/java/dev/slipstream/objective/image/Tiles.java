package dev.slipstream.objective.image;

import dev.slipstream.view.Crop;
import dev.slipstream.view.ViewRandom;

/**
 * Tiles of an image: each lies anywhere in its cell of a grid, so that there is a gap of unknown
 * width between them and edges that run on tell nothing.
 *
 * @param share of its cell's sides that a tile has, in (0, 1]
 */
record Tiles(double share) {

  /** Cells below each other, and side by side. */
  static final int GRID = 3;

  /** Cells, numbered row by row. */
  static final int COUNT = GRID * GRID;

  /** A tile of a cell; draws two numbers. */
  Crop of(int cell, ViewRandom random) {
    double size = share / GRID;
    double top = along(cell / GRID, random);
    return new Crop(top, along(cell % GRID, random), size, size);
  }

  private double along(int cell, ViewRandom random) {
    return (cell + (1 - share) * random.next()) / GRID;
  }
}
