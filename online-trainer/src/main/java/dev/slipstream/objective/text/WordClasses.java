package dev.slipstream.objective.text;

import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.Memory;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Outcome;
import dev.slipstream.optimizer.Optimizer;
import dev.slipstream.optimizer.OptimizerConfig;
import dev.slipstream.state.StateFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A vector for each word, by which words are predicted: a sampled softmax (Bengio and Senécal 2008,
 * doi:10.1109/TNN.2007.912312), where a word is told from all others that are to be predicted in
 * the same step. As frequent words are among these in most steps, and no correction is made for
 * that, what is learned is how much likelier a word is here than elsewhere. Vectors start as zeros.
 */
final class WordClasses implements Memory {

  private final Matrix vectors;
  private final Optimizer optimizer;

  /**
   * Vectors of zeros.
   *
   * @param words V, ids of words
   * @param width D
   */
  WordClasses(Device device, int words, int width, OptimizerConfig config) {
    float[] trained = new float[words * width];
    Arrays.fill(trained, 1);
    vectors = device.zeros(words, width).keep();
    optimizer = Optimizer.create(config, device, trained);
  }

  /** For the projections of an encoder of texts. */
  static WordClasses of(Foundation foundation) {
    EncoderSpec spec = foundation.tower().queryEncoder().spec();
    return new WordClasses(
        foundation.device(),
        ((Tokens) spec.input()).vocabulary(),
        spec.projectionSize() / spec.positions(),
        foundation.optimizer());
  }

  /**
   * What the predictions of a step are worth.
   *
   * @param outcome loss, and the share that is told right
   * @param gradient d loss / d queries, {@code [M, D]}
   */
  record Prediction(Outcome outcome, Matrix gradient) {}

  /**
   * Predicts words and learns their vectors by one step.
   *
   * @param queries {@code [M, D]}
   * @param words for each query the word to predict, or {@link CrossEntropyLoss#IGNORED}
   * @param step the learner's count
   * @throws IllegalStateException if the loss is not finite; nothing has changed then
   */
  Prediction learn(Matrix queries, int[] words, long step) {
    int[] classes =
        Arrays.stream(words)
            .filter(word -> word != CrossEntropyLoss.IGNORED)
            .distinct()
            .sorted()
            .toArray();
    int[] labels =
        Arrays.stream(words)
            .map(
                word ->
                    word == CrossEntropyLoss.IGNORED ? word : Arrays.binarySearch(classes, word))
            .toArray();
    Matrix some = vectors.gather(classes);
    CrossEntropyLoss.Result result =
        CrossEntropyLoss.evaluate(queries.matmulTransposed(some), labels);
    Outcome.requireFinite(result.value(), step);
    Matrix gradient = result.gradient().transposedMatmul(queries).scatter(classes, vectors.rows());
    optimizer.apply(flat(vectors), flat(gradient));
    return new Prediction(
        new Outcome(result.value(), classes.length - 1, result.accuracy()),
        result.gradient().matmul(some));
  }

  /** Writes vectors and optimiser. */
  @Override
  public void save(DataOutputStream out) throws IOException {
    StateFormat.writeVector(out, flat(vectors));
    optimizer.save(out);
  }

  @Override
  public void restore(DataInputStream in) throws IOException {
    Matrix row = flat(vectors);
    row.set(StateFormat.readVector(in, "vectors of words", row.cols()));
    optimizer.restore(in);
  }

  @Override
  public void close() {
    optimizer.close();
    vectors.close();
  }

  private static Matrix flat(Matrix matrix) {
    return matrix.reshape(1, matrix.rows() * matrix.cols());
  }
}
