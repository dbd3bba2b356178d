package dev.slipstream.loss;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchContrastiveLossTest extends AbstractContrastiveLossTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);

  @Override
  Device device() {
    return CPU;
  }
}
