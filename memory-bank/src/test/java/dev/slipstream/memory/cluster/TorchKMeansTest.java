package dev.slipstream.memory.cluster;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchKMeansTest extends KMeansContract {

  private static final Device DEVICE = TorchDevice.cpu(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
