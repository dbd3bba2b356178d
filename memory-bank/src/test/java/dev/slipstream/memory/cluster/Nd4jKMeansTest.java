package dev.slipstream.memory.cluster;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jKMeansTest extends KMeansContract {

  private static final Device DEVICE = Nd4jDevice.open(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
