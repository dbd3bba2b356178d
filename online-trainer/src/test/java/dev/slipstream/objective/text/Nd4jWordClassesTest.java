package dev.slipstream.objective.text;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.nd4j.Nd4jDevice;

class Nd4jWordClassesTest extends AbstractWordClassesTest {

  private static final Nd4jDevice CPU = Nd4jDevice.open(1);

  @Override
  Device device() {
    return CPU;
  }
}
