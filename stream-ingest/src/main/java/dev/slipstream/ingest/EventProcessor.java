package dev.slipstream.ingest;

import com.google.protobuf.MessageLite;
import dev.slipstream.ingest.image.DecodedImage;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageFeaturizer;
import dev.slipstream.ingest.image.ImageType;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.RefusedException;
import dev.slipstream.wire.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** One raw image in, exactly one sample or one dead letter out. */
final class ImageProcessor implements Processor<byte[], byte[], byte[], MessageLite> {

  private static final byte[] NOTHING = {};

  private final IngestConfig config;
  private final IngestCounters counters;
  private final ImageDecoder decoder;
  private final ImageFeaturizer featurizer;
  private ProcessorContext<byte[], MessageLite> context;

  ImageProcessor(IngestConfig config, IngestCounters counters) {
    this.config = config;
    this.counters = counters;
    this.decoder = config.imageDecoder();
    this.featurizer = ImageFeaturizer.to(config.shape());
  }

  @Override
  public void init(ProcessorContext<byte[], MessageLite> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> event) {
    Origin origin = origin();
    byte[] payload = event.value() == null ? NOTHING : event.value();
    Sample sample;
    try {
      sample = sample(event, payload, origin);
    } catch (RefusedException e) {
      refuse(event, payload, origin, e);
      return;
    }
    counters.accept();
    forward(
        IngestTopology.SAMPLES, sample.getItemId().getBytes(StandardCharsets.UTF_8), sample, event);
  }

  private Sample sample(Record<byte[], byte[]> event, byte[] payload, Origin origin)
      throws RefusedException {
    Headers headers = event.headers();
    String itemId = RawEvent.itemId(event.key(), config.maxKeyBytes());
    long now = context.currentSystemTimeMs();
    long eventTime = RawEvent.eventTimeMillis(headers, event.timestamp(), now);
    ImageType type = decoder.type(payload, RawEvent.header(headers, RawEvent.CONTENT_TYPE));
    DecodedImage image = decoder.decode(payload, type);
    return Sample.newBuilder()
        .setItemId(itemId)
        .setEventTimeMillis(eventTime)
        .setOrigin(origin)
        .setContentType(type.mediaType())
        .setImage(featurizer.features(image))
        .build();
  }

  private void refuse(
      Record<byte[], byte[]> event, byte[] payload, Origin origin, RefusedException why) {
    counters.refuse(why.reason());
    byte[] key = event.key();
    forward(
        IngestTopology.DEAD_LETTERS,
        key == null || key.length <= config.maxKeyBytes()
            ? key
            : Arrays.copyOf(key, config.maxKeyBytes()),
        DeadLetters.of(
            origin,
            event.headers(),
            payload,
            why,
            context.currentSystemTimeMs(),
            config.deadLetterBytes()),
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
