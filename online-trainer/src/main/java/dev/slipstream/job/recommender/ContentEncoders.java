package dev.slipstream.job.recommender;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.job.settings.EncoderSettings;
import dev.slipstream.job.settings.PairSettings;
import dev.slipstream.learner.LearnerConfig;
import dev.slipstream.recommend.Content;
import dev.slipstream.wire.ContentPart;
import dev.slipstream.wire.ItemContent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the job's encoders tell the recommender what an item is, and where their vectors lie
 * among an item's values: one after the other, in the order of the job.
 */
final class ContentEncoders implements Serializable {

  private static final long serialVersionUID = 1;

  private static final String ALL = "all";
  private static final String NONE = "none";

  static final Option<String> CONTENT =
      Option.ofString("recommend.content", ALL)
          .must(s -> !s.isBlank(), "all, none, or names with commas between")
          .doc(
              "Encoders of this job whose embeddings are part of an item's content beside its"
                  + " words, with commas between; all or none of them.");

  static final List<Option<?>> OPTIONS = List.of(CONTENT);

  private final LinkedHashMap<String, Integer> columns;

  private ContentEncoders(Map<String, Integer> columns) {
    this.columns = new LinkedHashMap<>(columns);
  }

  /** Words alone. */
  static ContentEncoders none() {
    return new ContentEncoders(Map.of());
  }

  /**
   * Reads the option.
   *
   * @param settings of the whole job
   * @throws IllegalArgumentException if it names an encoder that the job has not
   */
  static ContentEncoders from(Settings settings) {
    String wanted = settings.get(CONTENT);
    if (wanted.equals(NONE)) {
      return none();
    }
    Map<String, Integer> all = all(settings);
    if (wanted.equals(ALL)) {
      return new ContentEncoders(all);
    }
    Map<String, Integer> named = new LinkedHashMap<>();
    for (String name : wanted.split(" *, *", -1)) {
      if (!all.containsKey(name)) {
        throw new IllegalArgumentException(
            "%s: must be all, none or of %s, was %s".formatted(CONTENT.key(), all.keySet(), name));
      }
      named.put(name, all.get(name));
    }
    return new ContentEncoders(named);
  }

  private static Map<String, Integer> all(Settings settings) {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (Settings encoder : EncoderSettings.of(settings)) {
      SampleInput input = Modalities.input(encoder);
      LearnerConfig learner = LearnerConfig.from(encoder);
      all.put(
          encoder.get(EncoderConfig.NAME),
          learner
              .embedding()
              .columns(
                  EncoderConfig.from(encoder).declare(input.spec(), learner.seed()),
                  input.rowBytes()));
    }
    for (PairSettings pair : PairSettings.of(settings)) {
      for (Settings tower : pair.towers()) {
        all.put(tower.get(EncoderConfig.NAME), tower.get(EncoderConfig.PROJECTION));
      }
    }
    return all;
  }

  /** Their names. */
  List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** Values of an item. */
  int values() {
    return columns.values().stream().mapToInt(size -> size).sum();
  }

  /**
   * What is known of an item, as the recommender takes it. An encoder that has no vector of it
   * leaves zeros; so does one with a wider vector than it ends with: what it gives before it has
   * seen samples enough to whiten. One that can tell fewer directions yet leaves the rest zeros.
   */
  Content of(ItemContent item) {
    List<String> words = new ArrayList<>();
    float[] values = new float[values()];
    for (ContentPart part : item.getPartsList()) {
      part.getWordsList().forEach(word -> words.add(Integer.toHexString(word)));
      write(part, values);
    }
    return new Content(words, values, "");
  }

  private void write(ContentPart part, float[] values) {
    int from = 0;
    for (Map.Entry<String, Integer> encoder : columns.entrySet()) {
      if (encoder.getKey().equals(part.getName()) && part.getVectorCount() <= encoder.getValue()) {
        for (int i = 0; i < part.getVectorCount(); i++) {
          values[from + i] = part.getVector(i);
        }
      }
      from += encoder.getValue();
    }
  }
}
