package dev.slipstream.infra.evaluate;

import dev.slipstream.matrix.Device;
import java.util.Map;

/** A way to compare items for which nothing is learned; what a representation is judged by. */
public interface Yardstick {

  /**
   * How well nearest neighbours tell the class.
   *
   * @param whitened columns that embeddings are whitened to; 0 if they are not
   * @return shares in [0, 1] of the test items, by name
   */
  Map<String, Double> knn(RepresentationProbe probe, Device device, int whitened);
}
