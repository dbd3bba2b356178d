package dev.slipstream.memory.replay;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jReplayTest extends ReplayContract {

  private static final Device DEVICE = Nd4jDevice.open(1);

  @Override
  Device device() {
    return DEVICE;
  }
}
