package dev.slipstream.ingest;

import dev.slipstream.wire.Topics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A kind of raw events and where what is made of them goes.
 *
 * @param name in the topology
 * @param raw topic they are read from
 * @param results topic of what is made of them
 * @param reader makes one for each stream thread
 */
record EventKind(
    String name,
    Topics.Topic raw,
    Topics.Topic results,
    Function<IngestConfig, EventReader> reader) {

  /** All that ingest takes. */
  static final List<EventKind> ALL =
      Stream.concat(
              Modality.ALL.stream().map(EventKind::of),
              Stream.of(
                  new EventKind(
                      "interaction",
                      Topics.RAW_INTERACTION,
                      Topics.INTERACTIONS,
                      InteractionReader::of)))
          .toList();

  private static EventKind of(Modality modality) {
    return new EventKind(
        modality.name(),
        modality.topic(),
        Topics.SAMPLES,
        config -> new SampleReader(config, modality.featurizer().apply(config)));
  }
}
