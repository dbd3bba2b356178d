package dev.slipstream.infra.evaluate;

import dev.slipstream.input.SampleInput;
import dev.slipstream.input.TextInput;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.probe.RetrievalProbe;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds one modality by the other without learning. What a query is like in the other modality is
 * taken to be the mean of the known pairs' halves there, weighted by {@code exp(cosine / 0.1)} of
 * the query and their halves here (kernel regression: Nadaraya 1964, "On estimating regression").
 * Texts are their hashed words, weighted by rarity; images and sounds are what encoders are given;
 * all are centred on the known ones' mean.
 *
 * @param inputs of the first and the second modality
 * @param known rows of pairs that may be learned from, by modality
 * @param test rows of pairs to find, by modality
 */
record KnownPairs(List<SampleInput> inputs, List<byte[]> known, List<byte[]> test) {

  private static final float TEMPERATURE = 0.1f;
  private static final int TEXT_COLUMNS = 2048;

  /** Where each half of the pairs to find finds the other. */
  PairEvaluation.Ranks ranks(Device device) {
    try (Scope scope = device.scope()) {
      List<Halves> sides = IntStream.of(0, 1).mapToObj(side -> halves(device, side)).toList();
      return new PairEvaluation.Ranks(
          ranks(sides.get(0), sides.get(1)), ranks(sides.get(1), sides.get(0)));
    }
  }

  private record Halves(Matrix known, Matrix test) {}

  private static int[] ranks(Halves from, Halves to) {
    Matrix similar = from.test().matmulTransposed(from.known());
    Matrix weights = similar.multiply(1 / TEMPERATURE).exp();
    return RetrievalProbe.ranks(weights.matmul(to.known()), to.test());
  }

  /** Unit rows of one modality. */
  private Halves halves(Device device, int side) {
    SampleInput input = inputs.get(side);
    Matrix ofKnown = plain(device, input, known.get(side));
    Matrix ofTest = plain(device, input, test.get(side));
    if (input instanceof TextInput) {
      Matrix rarity = rarity(ofKnown);
      ofKnown = ofKnown.multiply(rarity);
      ofTest = ofTest.multiply(rarity);
    }
    Matrix mean = ofKnown.columnSum().multiply(1f / ofKnown.rows());
    return new Halves(
        UnitRows.of(ofKnown.subtract(mean)).rows(), UnitRows.of(ofTest.subtract(mean)).rows());
  }

  private static Matrix plain(Device device, SampleInput input, byte[] values) {
    int rows = values.length / input.rowBytes();
    return input instanceof TextInput text
        ? words(device, text, values, rows)
        : input.plain(device, values, rows);
  }

  /** Which words are in each text, {@code [rows, TEXT_COLUMNS]} of 0 and 1. */
  private static Matrix words(Device device, TextInput input, byte[] values, int rows) {
    IntBuffer tokens = ByteBuffer.wrap(values).asIntBuffer();
    float[] present = new float[rows * TEXT_COLUMNS];
    for (int i = 0; i < tokens.limit(); i++) {
      if (tokens.get(i) != 0) { // the padding
        present[i / input.tokens() * TEXT_COLUMNS + tokens.get(i) % TEXT_COLUMNS] = 1;
      }
    }
    return device.of(present, rows, TEXT_COLUMNS);
  }

  /** {@code ln((1 + N) / (1 + texts with the word))}, {@code [1, TEXT_COLUMNS]}. */
  private static Matrix rarity(Matrix words) {
    float[] texts = words.columnSum().toArray();
    float[] rarity = new float[texts.length];
    for (int i = 0; i < rarity.length; i++) {
      rarity[i] = (float) Math.log((1.0 + words.rows()) / (1.0 + texts[i]));
    }
    return words.device().of(rarity, 1, rarity.length);
  }
}
