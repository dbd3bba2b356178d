package dev.slipstream.memory.mining;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchNegativesTest extends NegativesContract {

  private static final Device DEVICE = TorchDevice.cpu(1);

  @Override
  Device device() {
    return DEVICE;
  }
}
