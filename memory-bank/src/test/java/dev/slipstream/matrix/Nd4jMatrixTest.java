package dev.slipstream.matrix;

import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jMatrixTest extends MatrixContract {

  private static final Device DEVICE = Nd4jDevice.open(2);

  @Override
  Device device() {
    return DEVICE;
  }
}
