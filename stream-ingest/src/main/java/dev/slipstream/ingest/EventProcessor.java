package dev.slipstream.ingest;

import com.google.protobuf.MessageLite;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One raw event in, exactly one sample or one dead letter out. */
final class EventProcessor implements Processor<byte[], byte[], byte[], MessageLite> {

  private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);

  private final IngestConfig config;
  private final IngestCounters counters;
  private final Featurizer featurizer;
  private final String samples;
  private final String deadLetters;
  private ProcessorContext<byte[], MessageLite> context;

  /**
   * @param samples name of the node that takes samples
   * @param deadLetters name of the node that takes dead letters
   */
  EventProcessor(
      IngestConfig config,
      IngestCounters counters,
      Featurizer featurizer,
      String samples,
      String deadLetters) {
    this.config = config;
    this.counters = counters;
    this.featurizer = featurizer;
    this.samples = samples;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<byte[], MessageLite> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> event) {
    Origin origin = origin();
    Sample sample;
    try {
      sample = sample(RawEvent.of(event, config, context.currentSystemTimeMs()), origin);
    } catch (RefusedException e) {
      refuse(event, origin, e);
      return;
    }
    counters.accept();
    forward(samples, event.key(), sample, event); // which is the item's id, in UTF-8
  }

  private Sample sample(RawEvent event, Origin origin) throws RefusedException {
    Sample.Builder sample =
        Sample.newBuilder()
            .setItemId(event.itemId())
            .setPairId(event.pairId().equals(event.itemId()) ? "" : event.pairId())
            .setEventTimeMillis(event.eventTimeMillis())
            .setOrigin(origin);
    if (event.isDeletion()) {
      return sample.setDeleted(true).build();
    }
    featurize(event, sample);
    Sample done = sample.build();
    if (done.getSerializedSize() > MessageCodec.MAX_BYTES) {
      throw new RefusedException(
          Reason.PAYLOAD_TOO_LARGE,
          "Its sample would have %d bytes; at most %d are taken."
              .formatted(done.getSerializedSize(), MessageCodec.MAX_BYTES));
    }
    return done;
  }

  /** Lets no fault of a decoder stop the stream: the event that shows it is kept aside. */
  private void featurize(RawEvent event, Sample.Builder sample) throws RefusedException {
    try {
      featurizer.featurize(event, sample);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.warn("A decoder failed on item {}; the event becomes a dead letter", event.itemId(), e);
      throw new RefusedException(
          Reason.CORRUPT,
          "It cannot be decoded: " + RefusedException.shown(String.valueOf(e.getMessage())) + ".");
    }
  }

  private void refuse(Record<byte[], byte[]> event, Origin origin, RefusedException why) {
    counters.refuse(why.reason());
    forward(
        deadLetters,
        DeadLetters.key(event, config),
        DeadLetters.of(event, origin, why, context.currentSystemTimeMs(), config),
        event);
  }

  /**
   * With the raw record's own timestamp, not the event's time: topics are cleaned by it, and events
   * of long ago would be deleted before they were read.
   */
  private void forward(String sink, byte[] key, MessageLite message, Record<byte[], byte[]> event) {
    context.forward(new Record<>(key, message, event.timestamp(), new RecordHeaders()), sink);
  }

  private Origin origin() {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("record: must come from a topic"));
    return Origin.newBuilder()
        .setTopic(metadata.topic())
        .setPartition(metadata.partition())
        .setOffset(metadata.offset())
        .build();
  }
}
