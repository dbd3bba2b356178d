package dev.slipstream.encoder;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.util.List;

/**
 * Which encoder is learned and what runs it.
 *
 * @param name names the encoder on every topic; letters, digits, dot, dash, underscore
 * @param architecture one of {@link Architectures#names()}
 * @param projectionSize columns of the projection head's output
 * @param dropout share of values dropped in training passes
 * @param engine {@code auto}, {@code torch} or {@code nd4j}
 * @param threads CPU threads of the engine; 0 lets it choose
 */
public record EncoderConfig(
    String name,
    String architecture,
    int projectionSize,
    double dropout,
    String engine,
    int threads) {

  public static final Option<String> NAME =
      Option.ofString("encoder.name", "image")
          .must(n -> n.matches("[A-Za-z0-9._-]{1,64}"), "of 1 to 64 letters, digits, '.', '-', '_'")
          .doc("Name of the encoder on every topic and in every metric.");
  public static final Option<String> ARCHITECTURE =
      Option.ofString("encoder.architecture", "small-conv")
          .must(Architectures.names()::contains, "one of " + Architectures.names())
          .doc("Which declared network is learned.");
  public static final Option<Integer> PROJECTION =
      Option.ofInt("encoder.projection", 128)
          .atLeast(2)
          .atMost(4096)
          .unit("columns")
          .doc("Width of the projection head's output, which the loss compares.");
  public static final Option<Double> DROPOUT =
      Option.ofDouble("encoder.dropout", 0.0)
          .atLeast(0.0)
          .atMost(0.9)
          .doc(
              "Share of values dropped in training, anew for each view: of word vectors, or of"
                  + " what goes into the projection head.");
  public static final Option<String> ENGINE =
      Option.ofString("encoder.engine", "auto")
          .must(List.of("auto", "torch", "nd4j")::contains, "auto, torch or nd4j")
          .doc("What runs the encoder; auto takes the fastest that runs on this machine.");
  public static final Option<Integer> THREADS =
      Option.ofInt("encoder.threads", 0)
          .atLeast(0)
          .atMost(1024)
          .unit("threads")
          .doc("CPU threads of the engine; 0 takes one for each core.");

  public static final List<Option<?>> OPTIONS =
      List.of(NAME, ARCHITECTURE, PROJECTION, DROPOUT, ENGINE, THREADS);

  /** Reads the options of this record. */
  public static EncoderConfig from(Settings settings) {
    return new EncoderConfig(
        settings.get(NAME),
        settings.get(ARCHITECTURE),
        settings.get(PROJECTION),
        settings.get(DROPOUT),
        settings.get(ENGINE),
        settings.get(THREADS));
  }

  /**
   * The network described, initialised from a seed.
   *
   * @throws IllegalArgumentException if the architecture does not take such an input
   */
  public EncoderSpec declare(InputSpec input, long seed) {
    return declare(input, ProjectionForm.POOLED, seed);
  }

  /**
   * The network described with projections of that form, initialised from a seed.
   *
   * @throws IllegalArgumentException if the architecture does not take such an input or has no
   *     projections of that form
   */
  public EncoderSpec declare(InputSpec input, ProjectionForm form, long seed) {
    return Architectures.declare(architecture, input, projectionSize, form, dropout, seed);
  }
}
