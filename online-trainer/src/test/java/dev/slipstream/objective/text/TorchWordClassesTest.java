package dev.slipstream.objective.text;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchWordClassesTest extends AbstractWordClassesTest {

  private static final TorchDevice CPU = TorchDevice.cpu(1);

  @Override
  Device device() {
    return CPU;
  }
}
