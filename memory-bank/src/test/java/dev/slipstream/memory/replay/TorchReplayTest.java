package dev.slipstream.memory.replay;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchReplayTest extends ReplayContract {

  private static final Device DEVICE = TorchDevice.cpu(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
