package dev.slipstream.matrix;

import dev.slipstream.matrix.torch.TorchDevice;

class TorchMatrixTest extends MatrixContract {

  private static final Device DEVICE = TorchDevice.cpu(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
