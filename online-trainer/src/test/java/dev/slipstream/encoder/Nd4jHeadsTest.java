package dev.slipstream.encoder;

class Nd4jHeadsTest extends AbstractHeadsTest {

  @Override
  String engineName() {
    return "nd4j";
  }
}
