package dev.slipstream.matrix;

class PlainMatrixTest extends MatrixContract {

  private static final Device DEVICE = new PlainDevice();

  @Override
  Device device() {
    return DEVICE;
  }
}
