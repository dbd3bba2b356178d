package dev.slipstream.memory.mining;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jNegativesTest extends NegativesContract {

  private static final Device DEVICE = Nd4jDevice.open(1);

  @Override
  Device device() {
    return DEVICE;
  }
}
