package dev.slipstream.encoder.nd4j;

import dev.slipstream.encoder.Noise;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Stands in for a declared dropout while the graph runs: drops what the pass's {@link Noise} says,
 * where DL4J's would ask ND4J's generator, which the whole process shares. Never written to a file.
 */
final class NoiseDropout implements IDropout {

  private static final long serialVersionUID = 1;

  private final String layer;
  private final double keep;
  private final transient Supplier<Noise> noise;

  /** Of the last pass, as its input was shaped; null if there is none. */
  private transient INDArray mask;

  NoiseDropout(String layer, double keep, Supplier<Noise> noise) {
    this.layer = layer;
    this.keep = keep;
    this.noise = noise;
  }

  /** A new array always: DL4J would overwrite an input that others may read. */
  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    clear();
    int rows = Math.toIntExact(input.size(0));
    int columns = Math.toIntExact(input.length() / rows);
    mask =
        Nd4j.createFromArray(noise.get().mask(layer, rows, columns, keep))
            .reshape('c', input.shape());
    return input.mul(mask);
  }

  @Override
  public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
    gradAtOutput.muli(mask, gradAtInput);
    clear();
    return gradAtInput;
  }

  @Override
  public void clear() {
    if (mask != null) {
      mask.close();
      mask = null;
    }
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public NoiseDropout clone() {
    return new NoiseDropout(layer, keep, noise);
  }
}
