package dev.slipstream.objective.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.view.Crop;
import dev.slipstream.view.ViewRandom;
import org.junit.jupiter.api.Test;

class TilesTest {

  private static final double ROUNDING = 1e-12;

  @Test
  void aTileLiesInItsCellAndNotAlwaysInTheSamePlace() {
    Tiles tiles = new Tiles(2.0 / 3);
    for (int cell = 0; cell < Tiles.COUNT; cell++) {
      double least = 1;
      double most = 0;
      for (int row = 0; row < 50; row++) {
        Crop tile = tiles.of(cell, ViewRandom.at(1, 2, 3, row));
        int line = cell / 3;
        double top = tile.top() * 3 - line;
        double left = tile.left() * 3 - cell % 3;

        assertThat(top).isBetween(-ROUNDING, 1.0 / 3);
        assertThat(left).isBetween(-ROUNDING, 1.0 / 3);
        assertThat(tile.height()).isCloseTo(2.0 / 9, within(ROUNDING));
        assertThat(tile.width()).isCloseTo(2.0 / 9, within(ROUNDING));
        least = Math.min(least, top);
        most = Math.max(most, top);
      }
      assertThat(most - least).isGreaterThan(0.2);
    }
  }
}
