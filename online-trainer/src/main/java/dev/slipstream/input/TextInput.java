package dev.slipstream.input;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.view.TextViewConfig;
import dev.slipstream.view.TextViews;
import dev.slipstream.view.Views;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Texts as the ids of their first words; a row is one int for each, big-endian, and ends in zeros.
 * An id is the word's hash brought into the buckets: there is no vocabulary to learn or to outgrow,
 * and words in one bucket share a vector.
 *
 * @param tokens most words of a text; the rest is not looked at
 * @param buckets ids, that of the padding included
 * @param view how views differ
 */
public record TextInput(int tokens, int buckets, TextViewConfig view) implements SampleInput {

  public static final Option<Integer> TOKENS =
      Option.ofInt("text.tokens", 64)
          .atLeast(2)
          .atMost(4096)
          .unit("tokens")
          .doc("Words and symbols of a text that are learned and embedded, from its beginning.");
  public static final Option<Integer> BUCKETS =
      Option.ofInt("text.buckets", 32_768)
          .atLeast(2)
          .atMost(1 << 18)
          .doc("Word vectors that are learned; words are hashed to them.");

  public static final List<Option<?>> OPTIONS =
      Stream.of(List.of(TOKENS, BUCKETS), TextViewConfig.OPTIONS)
          .<Option<?>>flatMap(List::stream)
          .toList();

  /** What suits texts unless set otherwise, by key. */
  public static final Map<String, String> RECIPE =
      Map.of(
          "encoder.architecture", "word-attention",
          "learner.optimizer", "adam",
          "learner.learning-rate", "0.004",
          "learner.weight-decay", "0",
          "learner.steps-per-batch", "8",
          "loss.temperature", "0.1",
          "queue.capacity", "4096",
          "embedding.size", "0");

  public TextInput {
    TOKENS.check(tokens);
    BUCKETS.check(buckets);
  }

  /** Reads the options of this record's parts. */
  public static TextInput from(Settings settings) {
    return new TextInput(
        settings.get(TOKENS), settings.get(BUCKETS), TextViewConfig.from(settings));
  }

  @Override
  public InputSpec spec() {
    return new InputSpec.Tokens(tokens, buckets);
  }

  @Override
  public int rowBytes() {
    return tokens * Integer.BYTES;
  }

  @Override
  public Topics.Topic topic() {
    return Topics.RAW_TEXT;
  }

  @Override
  public boolean takes(Sample sample) {
    return sample.hasText();
  }

  @Override
  public String problem(Sample sample) {
    return sample.getText().getWordsCount() == 0 ? "words: must be 1 or more, was 0" : null;
  }

  @Override
  public void write(Sample sample, byte[] values, int at) {
    TextFeatures text = sample.getText();
    ByteBuffer row = ByteBuffer.wrap(values, at, rowBytes());
    for (int i = 0; i < tokens; i++) {
      row.putInt(i < text.getWordsCount() ? id(text.getWords(i)) : 0);
    }
  }

  /** From 1 on: 0 is the padding. */
  private int id(int hash) {
    return 1 + Integer.remainderUnsigned(hash, buckets - 1);
  }

  @Override
  public Matrix plain(Device device, byte[] values, int rows) {
    return TextViews.plain(device, values, rows, tokens);
  }

  @Override
  public Views views(long seed, String encoder) {
    return TextViews.of(view, tokens, seed, encoder);
  }
}
