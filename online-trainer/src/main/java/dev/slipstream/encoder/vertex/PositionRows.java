package dev.slipstream.encoder.vertex;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The cells of a map {@code [N, C, height, width]} (row by row) or the places of a sequence {@code
 * [N, C, length]} as rows {@code [N * T, C]}, with a code added that tells where each lies.
 *
 * <p>The code is fixed: sines and cosines of falling frequency (Vaswani et al. 2017,
 * arXiv:1706.03762, section 3.5), for a map half of the columns for each axis (as in He et al.
 * 2021, arXiv:2111.06377).
 */
public final class PositionRows extends PositionVertex {

  private static final long serialVersionUID = 1;
  private static final double LONGEST = 10_000;

  private final int height;
  private final int width;
  private final int columns;
  private final double scale;

  /**
   * @param height of the map, or the length of the sequence
   * @param width of the map, 1 for a sequence
   * @param columns C
   * @param scale what the code, of values in [-1, 1], is multiplied by; 0 adds none
   */
  public PositionRows(
      @JsonProperty("height") int height,
      @JsonProperty("width") int width,
      @JsonProperty("columns") int columns,
      @JsonProperty("scale") double scale) {
    this.height = height;
    this.width = width;
    this.columns = columns;
    this.scale = scale;
  }

  public int getHeight() {
    return height;
  }

  public int getWidth() {
    return width;
  }

  public int getColumns() {
    return columns;
  }

  public double getScale() {
    return scale;
  }

  /** The code {@code [T, C]}, row-major: the same bits on every machine. */
  public float[] code() {
    float[] code = new float[height * width * columns];
    int ofHeight = width == 1 ? columns : columns / 2;
    for (int i = 0; i < code.length; i++) {
      int position = i / columns;
      int column = i % columns;
      code[i] =
          column < ofHeight
              ? wave(position / width, column, ofHeight)
              : wave(position % width, column - ofHeight, columns - ofHeight);
    }
    return code;
  }

  /** Even columns are sines, odd ones the cosines of the same frequency. */
  private float wave(int place, int column, int columns) {
    double frequency = StrictMath.pow(LONGEST, -(column / 2 * 2) / (double) columns);
    double angle = place * frequency;
    return (float) (scale * (column % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle)));
  }

  @Override
  INDArray forward(INDArray[] inputs) {
    INDArray map = inputs[0];
    long samples = map.size(0);
    long positions = (long) height * width;
    INDArray rows = map.reshape('c', samples, columns, positions).permute(0, 2, 1).dup('c');
    if (scale != 0) {
      try (INDArray code = Nd4j.createFromArray(code())) {
        rows.reshape('c', samples, positions * columns).addiRowVector(code);
      }
    }
    return rows.reshape('c', samples * positions, columns);
  }

  @Override
  INDArray backward(INDArray[] inputs, INDArray gradient) {
    INDArray map = inputs[0];
    return gradient
        .reshape('c', map.size(0), (long) height * width, columns)
        .permute(0, 2, 1)
        .dup('c')
        .reshape('c', map.shape());
  }

  @Override
  List<? extends Number> settings() {
    return List.of(height, width, columns, scale);
  }

  @Override
  public int maxVertexInputs() {
    return 1;
  }

  @Override
  public InputType getOutputType(int layer, InputType... inputs) {
    return InputType.feedForward(columns);
  }
}
