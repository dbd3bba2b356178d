package dev.slipstream.serving.embed;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.ingest.Featurizer;
import dev.slipstream.ingest.IngestConfig;
import dev.slipstream.ingest.Payload;
import dev.slipstream.ingest.RawEvent;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.input.Modalities;
import dev.slipstream.input.SampleInput;
import dev.slipstream.input.SampleVectors;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A version of an encoder with what makes its input of contents: ingest's featurizer, with the
 * image size of the version's file, and the refresher's own embedder. For one thread.
 */
final class LoadedEncoder implements AutoCloseable {

  private static final int THREADS = 1;

  private final int maxBytes;
  private final SampleInput input;
  private final Featurizer featurizer;
  private final SampleVectors embedder;

  private LoadedEncoder(
      int maxBytes, SampleInput input, Featurizer featurizer, SampleVectors embedder) {
    this.maxBytes = maxBytes;
    this.input = input;
    this.featurizer = featurizer;
    this.embedder = embedder;
  }

  /**
   * Loads a version.
   *
   * @param settings with ingest's limits and the engine
   * @throws IllegalArgumentException if the file does not say how its input is made
   */
  static LoadedEncoder of(EncoderFile.Contents version, Settings settings) {
    SampleInput input = Modalities.input(Modalities.settings(version.notes()));
    IngestConfig ingest = IngestConfig.from(settings.with(shape(version.notes())));
    SampleVectors embedder = SampleVectors.open(settings.get(EncoderConfig.ENGINE), THREADS, input);
    embedder.load(version);
    return new LoadedEncoder(ingest.maxBytes(), input, ingest.featurizer(input.topic()), embedder);
  }

  /** What ingest makes of a content. */
  Sample sample(int index, Content content) {
    try {
      Payload.requireLength("content", content.bytes(), maxBytes);
      Sample.Builder sample = Sample.newBuilder();
      featurizer.featurize(new RawEvent("content", content.contentType(), content.bytes()), sample);
      Sample made = sample.build();
      String problem = input.problem(made);
      if (problem != null) {
        throw new RefusedException(Reason.NO_CONTENT, problem);
      }
      return made;
    } catch (RefusedException e) {
      throw new UnusableContentException(index, e.reason(), e.getMessage());
    }
  }

  /** Vectors of what {@link #sample} made, in their order. */
  float[][] embed(List<Sample> samples) {
    return embedder.embed(samples);
  }

  private static Map<String, String> shape(Map<String, String> notes) {
    return ImageShape.OPTIONS.stream()
        .map(option -> option.key())
        .filter(notes::containsKey)
        .collect(Collectors.toMap(key -> key, notes::get));
  }

  @Override
  public void close() {
    embedder.close();
  }
}
