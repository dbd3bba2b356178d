package dev.slipstream.infra.evaluate;

import dev.slipstream.input.TextInput;
import dev.slipstream.matrix.Device;
import dev.slipstream.probe.KnnProbe;
import dev.slipstream.probe.SparseRows;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Texts compared by their words: {@code (1 + ln count) * ln((1 + N) / (1 + texts with the word))},
 * over the same hashed words as an encoder is given (Salton and Buckley 1988, "Term-weighting
 * approaches in automatic text retrieval"). How rare words are is learned from the bank.
 *
 * @param input whose rows are compared
 */
public record TfIdf(TextInput input) implements Yardstick {

  @Override
  public Map<String, Double> knn(RepresentationProbe probe, Device device, int whitened) {
    List<Map<Integer, Integer>> bank = counts(probe.bank());
    int[] texts = new int[input.buckets()];
    bank.forEach(text -> text.keySet().forEach(word -> texts[word]++));
    double accuracy =
        new KnnProbe(RepresentationProbe.NEIGHBOURS)
            .accuracy(
                weighted(bank, texts, bank.size()),
                probe.bank().labels(),
                weighted(counts(probe.test()), texts, bank.size()),
                probe.test().labels());
    return Map.of("tfidf", accuracy);
  }

  /** How often each word is in each text. */
  private List<Map<Integer, Integer>> counts(LabelledRows rows) {
    IntBuffer tokens = ByteBuffer.wrap(rows.values()).asIntBuffer();
    List<Map<Integer, Integer>> texts = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      Map<Integer, Integer> counts = new TreeMap<>();
      for (int i = 0; i < input.tokens(); i++) {
        counts.merge(tokens.get(row * input.tokens() + i), 1, Integer::sum);
      }
      counts.remove(0); // the padding
      texts.add(counts);
    }
    return texts;
  }

  private static SparseRows weighted(List<Map<Integer, Integer>> rows, int[] texts, int n) {
    int size = rows.stream().mapToInt(Map::size).sum();
    int[] starts = new int[rows.size() + 1];
    int[] columns = new int[size];
    float[] values = new float[size];
    int at = 0;
    for (int row = 0; row < rows.size(); row++) {
      for (Map.Entry<Integer, Integer> word : rows.get(row).entrySet()) {
        columns[at] = word.getKey();
        double rarity = Math.log((1.0 + n) / (1.0 + texts[word.getKey()]));
        values[at++] = (float) ((1 + Math.log(word.getValue())) * rarity);
      }
      starts[row + 1] = at;
    }
    return new SparseRows(starts, columns, values);
  }
}
