package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.vertex.PositionRows;
import java.util.ArrayList;
import java.util.List;

/**
 * The default: a stem and a few stages that each halve the image, 3x3 convolutions with batch norm
 * and relu, the second of each stage residual. As many stages as it takes to bring the image to 6
 * to 13 pixels.
 *
 * <p>The representation is made for cosine neighbours after one pass over a stream. Maps are
 * averaged to 3x3 cells, not to one: where things are tells clothes (and much else) apart. The
 * first and the last maps are both in it, texture beside parts, and every column is standardised,
 * so that no few strong columns decide an angle. Its positions are the pixels of the last map.
 */
final class SmallConv {

  /** Channels of the stem, then of each stage; the last one repeats. */
  private static final int[] WIDTHS = {16, 32, 64};

  private static final int HIDDEN = 256;
  private static final int CELLS = 3;

  /** A stage that would leave fewer pixels than this is not added. */
  private static final int SMALLEST_MAP = 6;

  /** From this size on the stem halves too, so that the cost stays bounded. */
  private static final int LARGE_IMAGE = 96;

  private SmallConv() {}

  static int declare(GraphDeclaration graph, Planes input, int projectionSize) {
    int height = input.height();
    int width = input.width();
    int stemStride = Math.min(height, width) >= LARGE_IMAGE ? 2 : 1;
    String last =
        graph.convolutionNormRelu("stem", GraphDeclaration.INPUT, WIDTHS[0], 3, stemStride);
    height = half(height, stemStride);
    width = half(width, stemStride);
    List<String> cells = new ArrayList<>();
    cells.add(cells(graph, last, height, width, WIDTHS[0]));
    int columns = CELLS * CELLS * WIDTHS[0];
    int channels = WIDTHS[0];
    for (int stage = 1; half(Math.min(height, width), 2) >= SMALLEST_MAP; stage++) {
      channels = widthOf(stage);
      last = graph.halvingStage("stage" + stage, last, channels);
      height = half(height, 2);
      width = half(width, 2);
      cells.add(cells(graph, last, height, width, channels));
      columns += CELLS * CELLS * channels;
    }
    String representation =
        graph.standardized(EncoderSpec.REPRESENTATION, cells.toArray(new String[0]));
    PositionRows pixels = new PositionRows(height, width, channels, 0);
    graph.cellHead(representation, last, pixels, HIDDEN, projectionSize);
    return columns;
  }

  /** A map averaged to a few cells, as one row. */
  private static String cells(
      GraphDeclaration graph, String map, int height, int width, int channels) {
    String averaged = graph.averagePool(map + ".average", map, height, width, CELLS, CELLS);
    return graph.flatten(map + ".cells", averaged, CELLS, CELLS, channels);
  }

  private static int widthOf(int stage) {
    return WIDTHS[Math.min(stage, WIDTHS.length - 1)];
  }

  /** The size a padded 3x3 convolution leaves. */
  private static int half(int size, int stride) {
    return (size - 1) / stride + 1;
  }
}
