package dev.slipstream.ingest;

import com.google.protobuf.MessageLite;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.MessageCodec;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One raw event in, exactly one result or one dead letter out. */
final class EventProcessor implements Processor<byte[], byte[], byte[], MessageLite> {

  private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);

  private final IngestConfig config;
  private final IngestCounters counters;
  private final EventReader reader;
  private final String results;
  private final String deadLetters;
  private ProcessorContext<byte[], MessageLite> context;

  /**
   * @param reader of this kind of events
   * @param results name of the node that takes what is made of them
   * @param deadLetters name of the node that takes dead letters
   */
  EventProcessor(
      IngestConfig config,
      IngestCounters counters,
      EventReader reader,
      String results,
      String deadLetters) {
    this.config = config;
    this.counters = counters;
    this.reader = reader;
    this.results = results;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<byte[], MessageLite> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> event) {
    Origin origin = origin();
    EventReader.Result result;
    try {
      result = read(event, origin);
    } catch (RefusedException e) {
      refuse(event, origin, e);
      return;
    }
    counters.accept();
    forward(results, result.key(), result.message(), event);
  }

  /** Lets no fault of a decoder stop the stream: the event that shows it is kept aside. */
  private EventReader.Result read(Record<byte[], byte[]> event, Origin origin)
      throws RefusedException {
    EventReader.Result result;
    try {
      result = reader.read(event, origin, context.currentSystemTimeMs());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.warn(
          "A decoder failed at {}-{} offset {}; the event becomes a dead letter",
          origin.getTopic(),
          origin.getPartition(),
          origin.getOffset(),
          e);
      throw new RefusedException(
          Reason.CORRUPT,
          "It cannot be decoded: " + RefusedException.shown(String.valueOf(e.getMessage())) + ".");
    }
    int bytes = result.message().getSerializedSize();
    if (bytes > MessageCodec.MAX_BYTES) {
      throw new RefusedException(
          Reason.PAYLOAD_TOO_LARGE,
          "What is made of it would have %d bytes; at most %d are taken."
              .formatted(bytes, MessageCodec.MAX_BYTES));
    }
    return result;
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
