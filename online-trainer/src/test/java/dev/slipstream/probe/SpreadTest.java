package dev.slipstream.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void opposedUnitVectorsSpreadEvenlyInTheirDirections() {
    Spread measured =
        Spread.of(
            List.of(
                new float[] {3, 0, 0},
                new float[] {-1, 0, 0},
                new float[] {0, 2, 0},
                new float[] {0, -5, 0}));

    assertThat(measured.spread()).isCloseTo(1, within(1e-12));
    assertThat(measured.effectiveRank()).isCloseTo(2, within(1e-12));
  }

  @Test
  void whatIsAlwaysTheSameHasNoSpread() {
    for (float value : new float[] {0, 0.5f}) {
      Spread measured = Spread.of(TestRows.constant(20, value, 1));

      assertThat(measured.spread()).isCloseTo(0, within(1e-12));
      assertThat(measured.effectiveRank()).isLessThan(1.001);
    }
    assertThat(Spread.of(TestRows.constant(2, 0, 0))).isEqualTo(new Spread(0, 0));
  }

  @Test
  void spreadIsWhatTheMeanCosineLeaves() {
    List<float[]> vectors = TestRows.random(30, 5, 1);
    double cosines = 0;
    for (float[] a : vectors) {
      for (float[] b : vectors) {
        cosines += TestRows.cosine(a, b);
      }
    }

    assertThat(Spread.of(vectors).spread())
        .isCloseTo(1 - cosines / vectors.size() / vectors.size(), within(1e-9));
  }

  @Test
  void manyDirectionsHaveAHighRankAndOneDirectionALowOne() {
    List<float[]> wide = TestRows.random(400, 32, 2);
    List<float[]> narrow = TestRows.random(400, 32, 2);
    narrow.forEach(
        vector -> {
          for (int j = 1; j < vector.length; j++) {
            vector[j] *= 0.01f;
          }
        });

    assertThat(Spread.of(wide).effectiveRank()).isBetween(25.0, 32.0);
    assertThat(Spread.of(narrow).effectiveRank()).isBetween(1.0, 1.5);
  }
}
