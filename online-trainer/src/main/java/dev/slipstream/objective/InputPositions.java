package dev.slipstream.objective;

import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.encoder.Patches;
import dev.slipstream.matrix.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The positions of an encoder that gives a projection for each of them, and what of its input lies
 * there: patches of an image, frames of a sound, words of a text. Place {@code sample * T +
 * position} of a batch is a row of its own here.
 *
 * @param encoder with T positions
 */
public record InputPositions(EncoderSpec encoder) {

  /** T. */
  public int count() {
    return encoder.positions();
  }

  /** D, columns of the projection at one of them. */
  public int width() {
    return encoder.projectionSize() / count();
  }

  /** The projections one below the other, {@code [N, T * D]} as {@code [N * T, D]}; not a copy. */
  public Matrix each(Matrix projections) {
    return projections.reshape(projections.rows() * count(), width());
  }

  /** How many positions of each row of the input hold anything: texts may be shorter than T. */
  public int[] lengths(Matrix rows) {
    int[] lengths = new int[rows.rows()];
    Arrays.fill(lengths, count());
    if (encoder.input() instanceof Tokens) {
      float[] ids = rows.toArray();
      for (int row = 0; row < lengths.length; row++) {
        int from = row * count();
        lengths[row] = (int) IntStream.range(from, from + count()).filter(i -> ids[i] != 0).count();
      }
    }
    return lengths;
  }

  /** Values of a patch. */
  public int patchSize() {
    return Patches.of(encoder).size();
  }

  /**
   * The patches of planes, {@code [N * T, patchSize]}; zeros where a patch reaches beyond them.
   *
   * @param rows of the input, {@code [N, columns]}
   */
  public Matrix patches(Matrix rows) {
    int[][] columns = columns();
    int size = columns[0].length;
    float[] values = rows.toArray();
    float[] patches = new float[rows.rows() * count() * size];
    for (int place = 0; place < rows.rows() * count(); place++) {
      int[] from = columns[place % count()];
      int row = place / count() * rows.cols();
      for (int i = 0; i < size; i++) {
        patches[place * size + i] = from[i] < 0 ? 0 : values[row + from[i]];
      }
    }
    return rows.device().of(patches, rows.rows() * count(), size);
  }

  /**
   * The input with some positions hidden: patches are zeros, which are the mean of normalised
   * planes; words are the last bucket, which the few words hashed to it share.
   *
   * @param rows of the input, {@code [N, columns]}
   * @param places of {@link PositionMask}
   */
  public Matrix hide(Matrix rows, int[] places) {
    float[] values = rows.toArray();
    if (encoder.input() instanceof Tokens tokens) {
      for (int place : places) {
        values[place] = tokens.vocabulary() - 1;
      }
    } else {
      int[][] columns = columns();
      for (int place : places) {
        int row = place / count() * rows.cols();
        for (int column : columns[place % count()]) {
          if (column >= 0) {
            values[row + column] = 0;
          }
        }
      }
    }
    return rows.device().of(values, rows.rows(), rows.cols());
  }

  /** Where in a row of the input the values of each patch lie. */
  private int[][] columns() {
    Patches patches = Patches.of(encoder);
    return IntStream.range(0, count()).mapToObj(patches::columns).toArray(int[][]::new);
  }
}
