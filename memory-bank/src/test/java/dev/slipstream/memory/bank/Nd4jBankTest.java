package dev.slipstream.memory.bank;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jBankTest extends BankContract {

  private static final Device DEVICE = Nd4jDevice.open(1);

  @Override
  Device device() {
    return DEVICE;
  }
}
