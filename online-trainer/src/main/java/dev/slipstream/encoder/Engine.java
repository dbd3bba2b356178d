package dev.slipstream.encoder;

import dev.slipstream.matrix.Device;

/**
 * Runs declared encoders on a device. Implementations: libtorch ({@code torch}) and DL4J's own
 * graph ({@code nd4j}); both give the same outputs (1e-4) and gradients (1e-3 relative) for the
 * same parameters.
 */
public interface Engine {

  /** {@code torch} or {@code nd4j}. */
  String name();

  /** The device its matrices live on. */
  Device device();

  /**
   * Builds an encoder with the parameters the specification initialises from its seed.
   *
   * @throws IllegalArgumentException if the configuration holds a layer this engine cannot run,
   *     naming the layer
   */
  Encoder create(EncoderSpec spec);
}
