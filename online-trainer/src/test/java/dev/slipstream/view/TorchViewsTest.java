package dev.slipstream.view;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchViewsTest extends AbstractViewsTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);

  @Override
  Device device() {
    return CPU;
  }
}
