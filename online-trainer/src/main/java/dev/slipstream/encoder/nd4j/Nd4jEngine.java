package dev.slipstream.encoder.nd4j;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

/** Runs declared encoders on DL4J. Stateless and thread-safe; its encoders are neither. */
public final class Nd4jEngine implements Engine {

  private final Nd4jDevice device;

  public Nd4jEngine(Nd4jDevice device) {
    this.device = device;
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Nd4jDevice device() {
    return device;
  }

  @Override
  public Encoder create(EncoderSpec spec) {
    return new Nd4jEncoder(device, spec);
  }
}
