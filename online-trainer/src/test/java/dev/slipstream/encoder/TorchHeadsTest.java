package dev.slipstream.encoder;

class TorchHeadsTest extends AbstractHeadsTest {

  @Override
  String engineName() {
    return "torch";
  }
}
