package dev.slipstream.ingest;

import com.google.protobuf.MessageLite;
import dev.slipstream.wire.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * From raw events to samples, interactions and dead letters. Built on the Processor API, as its
 * sources hand on records without a key too, and on bytes, as bytes always deserialize.
 */
public final class IngestTopology {

  private static final ByteArrayDeserializer BYTES = new ByteArrayDeserializer();
  private static final ByteArraySerializer KEY = new ByteArraySerializer();
  private static final Serializer<MessageLite> MESSAGE = (topic, m) -> m.toByteArray();

  private IngestTopology() {}

  /** The topology: a pure function of the config; what it does is counted in {@code counters}. */
  public static Topology of(IngestConfig config, IngestCounters counters) {
    Topology topology = new Topology();
    EventKind.ALL.forEach(kind -> add(topology, kind, config, counters));
    return topology;
  }

  /** Shares no node with other kinds, so that each has tasks, and a pace, of its own. */
  private static void add(
      Topology topology, EventKind kind, IngestConfig config, IngestCounters counters) {
    String raw = "raw-" + kind.name();
    String ingest = "ingest-" + kind.name();
    String results = kind.results().name() + "-" + kind.name();
    String deadLetters = "dead-letters-" + kind.name();
    topology
        .addSource(
            AutoOffsetReset.earliest(),
            raw,
            // A record may have no timestamp at all; the processor refuses it, the stream goes on.
            (record, partitionTime) -> Math.max(0, record.timestamp()),
            BYTES,
            BYTES,
            kind.raw().name())
        .addProcessor(
            ingest,
            () ->
                new EventProcessor(
                    config, counters, kind.reader().apply(config), results, deadLetters),
            raw)
        .addSink(results, kind.results().name(), KEY, MESSAGE, ingest)
        .addSink(deadLetters, Topics.DEAD_LETTERS.name(), KEY, MESSAGE, ingest);
  }
}
