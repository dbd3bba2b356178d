package dev.slipstream.memory.queue;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchQueueTest extends QueueContract {

  private static final Device DEVICE = TorchDevice.cpu(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
