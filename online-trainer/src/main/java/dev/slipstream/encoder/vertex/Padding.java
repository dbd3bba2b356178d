package dev.slipstream.encoder.vertex;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where texts end. */
final class Padding {

  private Padding() {}

  /** {@code [N, T]} of tokens {@code [N, 1, T]}: 1 at a word, 0 at padding; a new array. */
  static INDArray kept(INDArray tokens) {
    try (INDArray words = tokens.neq(0)) {
      return words.castTo(DataType.FLOAT).reshape('c', tokens.size(0), tokens.size(2));
    }
  }
}
