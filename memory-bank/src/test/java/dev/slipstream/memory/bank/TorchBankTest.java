package dev.slipstream.memory.bank;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.torch.TorchDevice;

class TorchBankTest extends BankContract {

  private static final Device DEVICE = TorchDevice.cpu(1);

  @Override
  Device device() {
    return DEVICE;
  }
}
