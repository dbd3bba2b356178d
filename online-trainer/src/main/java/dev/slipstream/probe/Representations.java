package dev.slipstream.probe;

import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.input.SampleInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.function.Function;

/** Encodes whole sets of samples, as they would be embedded. */
public final class Representations {

  private static final int BATCH_ROWS = 500;

  private Representations() {}

  /**
   * The representation of every row, not normalised.
   *
   * @param encoder in inference mode; left as it was
   * @param input makes the encoder's input of rows; no view is drawn
   * @param values {@code [rows, input.rowBytes()]}
   * @return {@code [rows, encoder.spec().representationSize()]}, to be closed by the caller
   */
  public static Matrix of(Encoder encoder, SampleInput input, byte[] values, int rows) {
    int columns = encoder.spec().representationSize();
    return encode(encoder, input, values, rows, columns, Encoder.Output::representation);
  }

  /**
   * The projection of every row, not normalised; otherwise as {@link #of}.
   *
   * @return {@code [rows, encoder.spec().projectionSize()]}, to be closed by the caller
   */
  public static Matrix projections(Encoder encoder, SampleInput input, byte[] values, int rows) {
    int columns = encoder.spec().projectionSize();
    return encode(encoder, input, values, rows, columns, Encoder.Output::projection);
  }

  private static Matrix encode(
      Encoder encoder,
      SampleInput input,
      byte[] values,
      int rows,
      int columns,
      Function<Encoder.Output, Matrix> output) {
    int rowBytes = input.rowBytes();
    Device device = encoder.parameters().device();
    Matrix all = device.zeros(rows, columns).keep();
    for (int from = 0; from < rows; from += BATCH_ROWS) {
      int to = Math.min(rows, from + BATCH_ROWS);
      byte[] part = Arrays.copyOfRange(values, from * rowBytes, to * rowBytes);
      try (Scope scope = device.scope()) {
        Matrix plain = input.plain(device, part, to - from);
        all.setRows(from, output.apply(encoder.forward(plain, Mode.INFER)));
      }
    }
    return all;
  }
}
