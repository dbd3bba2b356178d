package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.Encoder.Output;
import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs, parameters and comparisons shared by the encoder tests. */
final class EncoderFixtures {

  /** What one pass gave; the gradient is empty unless it was a training pass. */
  record Pass(float[] representation, float[] projection, float[] gradient) {}

  /** Drops the same in each pass, something else in each layer. */
  static final Noise NOISE =
      (layer, rows, columns, keep) -> {
        Random random = new Random(layer.hashCode());
        float[] mask = new float[rows * columns];
        for (int i = 0; i < mask.length; i++) {
          mask[i] = random.nextDouble() < keep ? (float) (1 / keep) : 0;
        }
        return mask;
      };

  /** Inputs to try an architecture on. */
  private static final List<InputSpec> INPUTS =
      List.of(
          new Planes(28, 28, 1),
          new Planes(32, 32, 3),
          new Tokens(64, 1000),
          new Tokens(1, 2),
          new Features(5, 30, 4),
          new Features(3, 10, 0));

  private EncoderFixtures() {}

  /** Those of a few inputs that the architecture takes, one at least. */
  static List<InputSpec> inputsOf(String architecture) {
    List<InputSpec> taken = INPUTS.stream().filter(input -> takes(architecture, input)).toList();
    assertThat(taken).as(architecture).isNotEmpty();
    return taken;
  }

  private static boolean takes(String architecture, InputSpec input) {
    try {
      return Architectures.declare(architecture, input, 32, 7).input().equals(input);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("must take");
      return false;
    }
  }

  /** One pass over random inputs with {@link #parameters}, and back if it is a training pass. */
  static Pass pass(Engine engine, EncoderSpec spec, int rows, Mode mode) {
    return pass(engine, spec, parameters(spec), rows, mode, 1);
  }

  static Pass pass(
      Engine engine, EncoderSpec spec, float[] parameters, int rows, Mode mode, long seed) {
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      encoder.parameters().set(parameters);
      return pass(encoder, rows, mode, seed);
    }
  }

  static Pass pass(Encoder encoder, int rows, Mode mode, long seed) {
    Output output = encoder.forward(inputs(encoder, rows, seed), mode, NOISE);
    float[] gradient = {};
    if (mode == Mode.TRAIN) {
      encoder.backward(outputGradient(encoder, rows));
      gradient = encoder.gradients().toArray();
    }
    return new Pass(output.representation().toArray(), output.projection().toArray(), gradient);
  }

  static Matrix outputGradient(Encoder encoder, int rows) {
    int cols = encoder.spec().projectionSize();
    return matrix(encoder, gaussian(rows * cols, 2), rows, cols);
  }

  /** One step of plain gradient descent on a fixed linear loss; statistics move as DL4J's do. */
  static void step(Encoder encoder, int rows, long seed) {
    try (Scope scope = encoder.parameters().device().scope()) {
      pass(encoder, rows, Mode.TRAIN, seed);
      float[] rates = encoder.spec().layout().trainableMask();
      for (int i = 0; i < rates.length; i++) {
        rates[i] = rates[i] == 1 ? 1e-3f : 1;
      }
      Matrix update = encoder.gradients().copy();
      update.multiplyInPlace(matrix(encoder, rates, 1, rates.length));
      encoder.parameters().axpyInPlace(-1, update);
    }
  }

  /**
   * What the encoder takes: random pixels, or random tokens, each row with its share of padding.
   */
  static Matrix inputs(Encoder encoder, int rows, long seed) {
    InputSpec input = encoder.spec().input();
    int size = input.columns();
    float[] values = gaussian(rows * size, seed);
    if (input instanceof Tokens tokens) {
      values = tokens(tokens, rows, seed);
    } else if (input instanceof Features features) {
      int length = features.length();
      float[] ids = tokens(new Tokens(length, features.vocabulary()), rows, seed);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(ids, row * length, values, row * size, length);
      }
    }
    return matrix(encoder, values, rows, size);
  }

  private static float[] tokens(Tokens input, int rows, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * input.length()];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i <= random.nextInt(input.length()); i++) {
        values[row * input.length() + i] = 1 + random.nextInt(input.vocabulary() - 1);
      }
    }
    return values;
  }

  static Matrix matrix(Encoder encoder, float[] values, int rows, int cols) {
    return encoder.parameters().device().of(values, rows, cols);
  }

  /** As initialised, but nothing is 0 or 1: biases, gammas, betas and statistics are shifted. */
  static float[] parameters(EncoderSpec spec) {
    float[] values = spec.initialParameters();
    for (ParameterLayout.Slice slice : spec.layout().slices()) {
      if (slice.kind() == ParameterLayout.Kind.TABLE) {
        shiftTable(values, slice);
      } else if (slice.kind() != ParameterLayout.Kind.WEIGHT || norm(slice(values, slice)) == 0) {
        float[] noise = gaussian(slice.size(), slice.from());
        for (int i = 0; i < noise.length; i++) {
          values[slice.from() + i] += 0.1f * Math.abs(noise[i]);
        }
      }
    }
    return values;
  }

  /** All but the padding. */
  private static void shiftTable(float[] values, ParameterLayout.Slice slice) {
    float[] noise = gaussian(slice.size(), slice.from());
    for (int i = 0; i < noise.length; i++) {
      if (i % slice.shape().get(1) != 0) {
        values[slice.from() + i] += 0.1f * noise[i];
      }
    }
  }

  static float[] gaussian(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static float[] slice(float[] flat, ParameterLayout.Slice slice) {
    return Arrays.copyOfRange(flat, slice.from(), slice.from() + slice.size());
  }

  static void assertClose(float[] actual, float[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
      assertThat(actual[i]).isFinite();
    }
    assertThat(worst).as("largest difference").isLessThanOrEqualTo(tolerance);
  }

  /** {@code |a - b| / |b|}, Euclidean. */
  static double relativeError(float[] a, float[] b) {
    return distance(a, b) / norm(b);
  }

  static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow(a[i] - b[i], 2);
    }
    return Math.sqrt(sum);
  }

  static double norm(float[] a) {
    return distance(a, new float[a.length]);
  }
}
