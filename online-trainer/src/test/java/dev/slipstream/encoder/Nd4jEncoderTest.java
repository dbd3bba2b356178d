package dev.slipstream.encoder;

class Nd4jEncoderTest extends EncoderContract {

  @Override
  String engineName() {
    return "nd4j";
  }
}
