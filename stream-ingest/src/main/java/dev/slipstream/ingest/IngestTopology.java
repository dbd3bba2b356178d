package dev.slipstream.ingest;

import com.google.protobuf.MessageLite;
import dev.slipstream.wire.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * From raw events to samples and dead letters. Built on the Processor API, as its sources hand on
 * records without a key too, and on bytes, as bytes always deserialize.
 */
public final class IngestTopology {

  static final String SAMPLES = "samples";
  static final String DEAD_LETTERS = "dead-letters";
  private static final String RAW = "raw-image";
  private static final String INGEST = "ingest-image";
  private static final Serializer<MessageLite> MESSAGE = (topic, m) -> m.toByteArray();

  private IngestTopology() {}

  /** The topology: a pure function of the config; what it does is counted in {@code counters}. */
  public static Topology of(IngestConfig config, IngestCounters counters) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    ByteArraySerializer key = new ByteArraySerializer();
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            RAW,
            // A record may have no timestamp at all; the processor refuses it, the stream goes on.
            (record, partitionTime) -> Math.max(0, record.timestamp()),
            bytes,
            bytes,
            Topics.RAW_IMAGE.name())
        .addProcessor(INGEST, () -> new ImageProcessor(config, counters), RAW)
        .addSink(SAMPLES, Topics.SAMPLES.name(), key, MESSAGE, INGEST)
        .addSink(DEAD_LETTERS, Topics.DEAD_LETTERS.name(), key, MESSAGE, INGEST);
  }
}
