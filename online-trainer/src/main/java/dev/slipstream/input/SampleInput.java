package dev.slipstream.input;

import dev.slipstream.encoder.InputSpec;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.view.Views;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.Topics;

/**
 * How samples of one modality are learned from: each becomes a row of bytes, always as many, in
 * which form batches and the newest samples are kept; rows become an encoder's input, as they are
 * or as views.
 */
public interface SampleInput {

  /** What the encoder takes. */
  InputSpec spec();

  /** Bytes in a row. */
  int rowBytes();

  /** The raw topic of this modality. */
  Topics.Topic topic();

  /** Whether the sample is of this modality at all; else it is left to other encoders. */
  boolean takes(Sample sample);

  /** What is wrong with a sample of this modality, or null if nothing is. */
  String problem(Sample sample);

  /** Writes the row of a sample without a problem to {@code values[at…]}. */
  void write(Sample sample, byte[] values, int at);

  /**
   * Rows as they are, normalised and nothing else: what is embedded.
   *
   * @param values {@code [rows, rowBytes]}
   * @return {@code [rows, spec.columns()]}
   * @throws IllegalArgumentException if the lengths do not agree
   */
  Matrix plain(Device device, byte[] values, int rows);

  /**
   * Views for one encoder.
   *
   * @param seed and {@code encoder}: two encoders of one seed see different views
   */
  Views views(long seed, String encoder);
}
