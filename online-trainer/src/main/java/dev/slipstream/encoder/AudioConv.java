package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.vertex.PositionRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual convolutions over a spectrogram, frames by bands. A stem and each stage halve both axes;
 * the maps of every stage are averaged to a few cells, more along time than along the bands: the
 * order of sounds makes a word, their exact pitch makes a speaker. Every column of the
 * representation is standardised, as in {@link SmallConv}. Its positions are the frames of the last
 * map, with what lies in all bands.
 */
final class AudioConv {

  private static final int STEM = 16;
  private static final int[] WIDTHS = {32, 64};
  private static final int HIDDEN = 256;
  private static final int CELLS_OF_TIME = 4;
  private static final int CELLS_OF_BANDS = 4;

  private AudioConv() {}

  static int declare(GraphDeclaration graph, Planes input, int projectionSize) {
    String last = graph.convolutionNormRelu("stem", GraphDeclaration.INPUT, STEM, 3, 2);
    int height = half(input.height());
    int width = half(input.width());
    List<String> cells = new ArrayList<>();
    int columns = 0;
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      last = graph.halvingStage("stage" + (stage + 1), last, WIDTHS[stage]);
      height = half(height);
      width = half(width);
      int rows = Math.min(CELLS_OF_TIME, height);
      int cols = Math.min(CELLS_OF_BANDS, width);
      String averaged = graph.averagePool(last + ".average", last, height, width, rows, cols);
      cells.add(graph.flatten(last + ".cells", averaged, rows, cols, WIDTHS[stage]));
      columns += rows * cols * WIDTHS[stage];
    }
    String representation =
        graph.standardized(EncoderSpec.REPRESENTATION, cells.toArray(new String[0]));
    int channels = WIDTHS[WIDTHS.length - 1];
    if (graph.form() == ProjectionForm.POSITIONS) {
      Patches frames = new Patches(new Planes(height, width, channels), 1, width);
      last = graph.patches("frames", last, frames, channels);
    }
    PositionRows frames = new PositionRows(height, 1, channels, 0);
    graph.cellHead(representation, last, frames, HIDDEN, projectionSize);
    return columns;
  }

  /** The size a padded 3x3 convolution of stride 2 leaves. */
  private static int half(int size) {
    return (size - 1) / 2 + 1;
  }
}
