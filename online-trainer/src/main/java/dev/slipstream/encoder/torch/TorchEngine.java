package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.Engine;
import dev.slipstream.matrix.torch.TorchDevice;

/** Runs declared encoders on libtorch. Stateless and thread-safe; its encoders are neither. */
public final class TorchEngine implements Engine {

  private final TorchDevice device;

  public TorchEngine(TorchDevice device) {
    this.device = device;
  }

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public TorchDevice device() {
    return device;
  }

  @Override
  public Encoder create(EncoderSpec spec) {
    return new TorchEncoder(device, spec);
  }
}
