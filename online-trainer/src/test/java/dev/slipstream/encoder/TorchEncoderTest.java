package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.matrix.Scope;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchEncoderTest extends EncoderContract {

  private static final long GROWTH = 16L << 20;

  /**
   * Until its first collections the heap takes new pages too, some rounds long; a leak never ends.
   */
  private static final int MOST_ROUNDS = 40;

  @Override
  String engineName() {
    return "torch";
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    assertThat(learned(SMALL, 20)).isEqualTo(learned(SMALL, 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"word-attention", "transformer"})
  void theSameStepsOnTextsGiveTheSameBits(String architecture) {
    EncoderSpec texts = Architectures.declare(architecture, new Tokens(50, 100), 16, 7);

    assertThat(learned(texts, 20)).isEqualTo(learned(texts, 20));
  }

  @Test
  void stepsLeaveNoNativeMemoryBehind() {
    try (Encoder encoder = engine.create(SMALL)) {
      run(encoder, 20);
      long pointersBefore = Pointer.totalBytes();
      long growth = Long.MAX_VALUE;
      for (int i = 0; i < MOST_ROUNDS && growth >= GROWTH; i++) {
        long before = Pointer.physicalBytes();
        run(encoder, 50);
        growth = Pointer.physicalBytes() - before;
      }

      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(pointersBefore);
      assertThat(growth).isLessThan(GROWTH);
    }
  }

  @Test
  void namesWhatItCannotRun() {
    EncoderSpec good = LayerGraphs.named("activation tanh");
    ComputationGraphConfiguration configuration =
        ComputationGraphConfiguration.fromJson(
            good.configuration().toJson().replace("ActivationTanH", "ActivationCube"));
    EncoderSpec spec =
        new EncoderSpec(
            "cube", good.input(), good.representationSize(), good.projectionSize(), configuration);

    assertThatThrownBy(() -> engine.create(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layer: activation must be")
        .hasMessageEndingWith("was cube");
  }

  private float[] learned(EncoderSpec spec, int steps) {
    try (Encoder encoder = engine.create(spec)) {
      run(encoder, steps);
      return encoder.parameters().toArray();
    }
  }

  private void run(Encoder encoder, int steps) {
    for (int step = 0; step < steps; step++) {
      EncoderFixtures.step(encoder, 8, step);
      try (Scope scope = engine.device().scope()) {
        encoder.forward(EncoderFixtures.inputs(encoder, 8, step), Mode.TRAIN_NO_GRADIENT);
        // A training pass that nobody goes back through must not pile up either.
        encoder.forward(EncoderFixtures.inputs(encoder, 8, step), Mode.TRAIN);
      }
    }
  }
}
