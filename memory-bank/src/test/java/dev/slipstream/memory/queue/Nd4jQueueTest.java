package dev.slipstream.memory.queue;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jQueueTest extends QueueContract {

  private static final Device DEVICE = Nd4jDevice.open(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
