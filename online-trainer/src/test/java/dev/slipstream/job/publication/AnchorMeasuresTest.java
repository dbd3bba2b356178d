package dev.slipstream.job.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnchorMeasuresTest {

  @Test
  void opposedUnitVectorsSpreadEvenlyInTheirDirections() {
    List<float[]> vectors =
        List.of(
            new float[] {3, 0, 0},
            new float[] {-1, 0, 0},
            new float[] {0, 2, 0},
            new float[] {0, -5, 0});

    AnchorMeasures measures = AnchorMeasures.of(vectors);

    assertThat(measures.spread()).isCloseTo(1, within(1e-12));
    assertThat(measures.effectiveRank()).isCloseTo(2, within(1e-12));
  }

  @Test
  void whatIsAlwaysTheSameHasNoSpread() {
    for (float value : new float[] {0, 0.5f}) {
      AnchorMeasures measures =
          AnchorMeasures.of(IntStream.range(0, 20).mapToObj(i -> new float[] {value, 1}).toList());

      assertThat(measures.spread()).isCloseTo(0, within(1e-12));
      assertThat(measures.effectiveRank()).isLessThan(1.001);
    }
    AnchorMeasures zeros = AnchorMeasures.of(List.of(new float[2], new float[2]));
    assertThat(zeros).isEqualTo(new AnchorMeasures(0, 0));
  }

  @Test
  void spreadIsWhatTheMeanCosineLeaves() {
    List<float[]> vectors = random(30, 5, 1);

    assertThat(AnchorMeasures.of(vectors).spread())
        .isCloseTo(1 - meanCosine(vectors), within(1e-6));
  }

  @Test
  void manyDirectionsHaveAHighRankAndOneDirectionALowOne() {
    List<float[]> wide = random(400, 32, 2);
    List<float[]> narrow = random(400, 32, 2);
    narrow.forEach(
        vector -> {
          for (int j = 1; j < vector.length; j++) {
            vector[j] *= 0.01f;
          }
        });

    assertThat(AnchorMeasures.of(wide).effectiveRank()).isBetween(25.0, 32.0);
    assertThat(AnchorMeasures.of(narrow).effectiveRank()).isBetween(1.0, 1.5);
  }

  @Test
  void neighboursAreSharedAsFarAsTheyAreTheSame() {
    List<float[]> vectors = random(200, 16, 3);
    List<float[]> turned =
        vectors.stream().map(v -> new float[] {v[1], -v[0], v[3], v[2], v[5], v[4]}).toList();
    List<float[]> cut =
        vectors.stream().map(v -> new float[] {v[0], v[1], v[2], v[3], v[4], v[5]}).toList();

    assertThat(AnchorMeasures.overlap(vectors, vectors)).isEqualTo(1);
    assertThat(AnchorMeasures.overlap(cut, turned)).isEqualTo(1);
    assertThat(AnchorMeasures.overlap(vectors, random(200, 16, 4))).isBetween(0.0, 0.15);
  }

  private static double meanCosine(List<float[]> vectors) {
    double sum = 0;
    for (float[] a : vectors) {
      for (float[] b : vectors) {
        sum += dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      }
    }
    return sum / vectors.size() / vectors.size();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static List<float[]> random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, rows)
        .mapToObj(
            i -> {
              float[] row = new float[columns];
              for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextGaussian();
              }
              return row;
            })
        .toList();
  }
}
