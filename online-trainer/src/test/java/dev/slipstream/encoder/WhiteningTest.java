package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteningTest {

  private static final int ROWS = 400;
  private static final int COLUMNS = 9;
  private static final int SIZE = 4;

  @ParameterizedTest
  @ValueSource(strings = {"torch", "nd4j"})
  void embeddingsAreCentredUncorrelatedAndOfUnitVariance(String engine) {
    Device device = Engines.open(engine, 1).device();
    try (Scope scope = device.scope()) {
      Matrix representations = correlated(device);

      Matrix embeddings = Whitening.fit(representations, SIZE).apply(representations);

      assertThat(embeddings.rows()).isEqualTo(ROWS);
      assertThat(embeddings.cols()).isEqualTo(SIZE);
      for (float sum : embeddings.columnSum().toArray()) {
        assertThat(sum / ROWS).isCloseTo(0, within(1e-3f));
      }
      float[] covariance = embeddings.transposedMatmul(embeddings).multiply(1f / ROWS).toArray();
      for (int i = 0; i < covariance.length; i++) {
        assertThat(covariance[i]).isCloseTo(i % (SIZE + 1) == 0 ? 1 : 0, within(2e-3f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch", "nd4j"})
  void anEmbeddingChangesALittleWhereARepresentationDoes(String engine) {
    Device device = Engines.open(engine, 1).device();
    try (Scope scope = device.scope()) {
      // Of one variance in all directions: any of them may come out as the strongest.
      Matrix before = device.of(EncoderFixtures.gaussian(ROWS * COLUMNS, 2), ROWS, COLUMNS);
      Matrix noise = device.of(EncoderFixtures.gaussian(ROWS * COLUMNS, 4), ROWS, COLUMNS);
      Matrix after = before.add(noise.multiply(0.1f));

      float[] one = Whitening.fit(before, COLUMNS).apply(before).toArray();
      float[] other = Whitening.fit(after, COLUMNS).apply(after).toArray();

      double together = 0;
      for (int i = 0; i < one.length; i++) {
        together += (double) one[i] * other[i] / one.length; // of unit variance
      }
      assertThat(together).isGreaterThan(0.95);
    }
  }

  @Test
  void keepsTheDirectionsThatVaryMost() {
    Device device = Engines.open("torch", 1).device();
    float[] values = EncoderFixtures.gaussian(ROWS * 3, 1);
    for (int row = 0; row < ROWS; row++) {
      values[3 * row + 1] *= 100; // the only one worth keeping
    }
    try (Scope scope = device.scope()) {
      float[] basis = Whitening.fit(device.of(values, ROWS, 3), 1).basis();

      assertThat(Math.abs(basis[1])).isCloseTo(0.01f, within(2e-3f));
      assertThat(basis[0]).isCloseTo(0, within(1e-3f));
      assertThat(basis[2]).isCloseTo(0, within(1e-3f));
    }
  }

  @Test
  void keepsNoMoreDirectionsThanTheImagesCanTell() {
    assertThat(Whitening.directions(8192, 1008, 256)).isEqualTo(256);
    assertThat(Whitening.directions(8192, 128, 256)).isEqualTo(128);
    assertThat(Whitening.directions(100, 1008, 256)).isEqualTo(25);
  }

  @Test
  void refusesABasisOfAnotherSize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Whitening(new float[3], new float[5], 2))
        .withMessage("whitening: basis must be [3, 2], was of 5 values");
  }

  /** Rows whose columns depend on each other and lie off zero. */
  private static Matrix correlated(Device device) {
    Matrix independent = device.of(EncoderFixtures.gaussian(ROWS * COLUMNS, 2), ROWS, COLUMNS);
    Matrix mixing = device.of(EncoderFixtures.gaussian(COLUMNS * COLUMNS, 3), COLUMNS, COLUMNS);
    Matrix mixed = independent.matmul(mixing);
    mixed.addInPlace(device.of(new float[] {5}, 1, 1));
    return mixed;
  }
}
