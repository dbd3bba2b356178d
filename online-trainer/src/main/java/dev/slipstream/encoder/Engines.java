package dev.slipstream.encoder;

import dev.slipstream.encoder.nd4j.Nd4jEngine;
import dev.slipstream.encoder.torch.TorchEngine;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import dev.slipstream.matrix.torch.TorchDevice;

/** Opens engines by name. */
public final class Engines {

  private Engines() {}

  /**
   * The engine of that name. {@code auto} is libtorch where it loads, else DL4J: libtorch is
   * several times faster wherever both run.
   *
   * @param name {@code auto}, {@code torch} or {@code nd4j}
   * @param threads CPU threads, 0 for one each core; they are the process's, not this engine's
   * @throws IllegalArgumentException for another name
   * @throws IllegalStateException if its native libraries do not load here, saying why
   */
  public static Engine open(String name, int threads) {
    return switch (name) {
      case "auto" -> fastest(threads);
      case "torch" -> new TorchEngine(TorchDevice.cpu(threads));
      case "nd4j" -> new Nd4jEngine(Nd4jDevice.open(threads));
      default ->
          throw new IllegalArgumentException(
              "encoder.engine: must be auto, torch or nd4j, was " + name);
    };
  }

  private static Engine fastest(int threads) {
    try {
      return open("torch", threads);
    } catch (IllegalStateException torch) {
      try {
        return open("nd4j", threads);
      } catch (IllegalStateException nd4j) {
        nd4j.addSuppressed(torch);
        throw nd4j;
      }
    }
  }
}
