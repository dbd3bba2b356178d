package dev.slipstream.ingest;

import dev.slipstream.ingest.audio.AudioEventFeaturizer;
import dev.slipstream.ingest.audio.AudioFeaturizer;
import dev.slipstream.ingest.image.ImageEventFeaturizer;
import dev.slipstream.ingest.image.ImageFeaturizer;
import dev.slipstream.ingest.text.TextEventFeaturizer;
import dev.slipstream.ingest.text.TextFeaturizer;
import dev.slipstream.wire.Topics;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of raw events.
 *
 * @param name in the topology
 * @param topic they are read from
 * @param featurizer makes one for each stream thread
 */
record Modality(String name, Topics.Topic topic, Function<IngestConfig, Featurizer> featurizer) {

  /** All that ingest takes. */
  static final List<Modality> ALL =
      List.of(
          new Modality("image", Topics.RAW_IMAGE, Modality::image),
          new Modality("text", Topics.RAW_TEXT, Modality::text),
          new Modality("audio", Topics.RAW_AUDIO, Modality::audio));

  private static Featurizer image(IngestConfig config) {
    return new ImageEventFeaturizer(config.imageDecoder(), ImageFeaturizer.to(config.shape()));
  }

  private static Featurizer text(IngestConfig config) {
    return new TextEventFeaturizer(TextFeaturizer.of(config.text()));
  }

  private static Featurizer audio(IngestConfig config) {
    return new AudioEventFeaturizer(config.audioDecoder(), new AudioFeaturizer());
  }
}
