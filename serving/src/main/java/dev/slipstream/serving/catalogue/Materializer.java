package dev.slipstream.serving.catalogue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.slipstream.wire.Embedding;
import dev.slipstream.wire.EmbeddingKey;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.LearnerEvent;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings records of {@code embeddings}, {@code encoders}, {@code progress} and {@code events} into
 * memory, each to its encoder. A record that cannot be used is counted and logged, and stops
 * nothing.
 */
public final class Materializer {

  private static final Logger LOG = LoggerFactory.getLogger(Materializer.class);
  private static final int MAX_WIDTH = 65_536;
  private static final int MAX_ID_LENGTH = 1_024;
  private static final double LENGTH_TOLERANCE = 0.01;

  private final ServedEncoders encoders;
  private final Consumer<EncoderAnnouncement> published;
  private final AtomicLong rejected = new AtomicLong();

  /**
   * Takes in what concerns these encoders and such as are not known yet.
   *
   * @param published told of every announcement of a version
   */
  public Materializer(ServedEncoders encoders, Consumer<EncoderAnnouncement> published) {
    this.encoders = encoders;
    this.published = published;
  }

  /** Records that could not be used. */
  public long rejected() {
    return rejected.get();
  }

  /** Takes in one record; never throws for what is in it. */
  public void accept(ConsumerRecord<byte[], byte[]> entry) {
    try {
      apply(entry);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      rejected.incrementAndGet();
      LOG.warn(
          "{}-{} offset {}: not used: {}",
          entry.topic(),
          entry.partition(),
          entry.offset(),
          e.getMessage());
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> entry) throws InvalidProtocolBufferException {
    if (entry.topic().equals(Topics.EMBEDDINGS.name())) {
      if (entry.value() == null) {
        forget(entry.key());
      } else {
        embedding(Embedding.parseFrom(entry.value()));
      }
    } else if (entry.topic().equals(Topics.PROGRESS.name())) {
      Progress report = Progress.parseFrom(value(entry));
      encoders.named(report.getEncoder()).learning().report(report);
    } else if (entry.topic().equals(Topics.EVENTS.name())) {
      LearnerEvent event = LearnerEvent.parseFrom(value(entry));
      encoders.named(event.getEncoder()).learning().happened(event);
    } else {
      EncoderAnnouncement announcement = EncoderAnnouncement.parseFrom(value(entry));
      encoders.named(announcement.getEncoder()).learning().published(announcement);
      published.accept(announcement);
    }
  }

  private void forget(byte[] key) {
    if (key == null) {
      throw new IllegalArgumentException("key: must be ENCODER/ITEM, was nothing");
    }
    EmbeddingKey gone = EmbeddingKey.parse(new String(key, StandardCharsets.UTF_8));
    encoders.find(gone.encoder()).ifPresent(e -> e.catalogue().remove(gone.itemId()));
  }

  /**
   * Takes in an embedding.
   *
   * @throws IllegalArgumentException if it cannot be used, saying why
   */
  void embedding(Embedding embedding) {
    String id = embedding.getItemId();
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new IllegalArgumentException(
          "item_id: must have 1 to " + MAX_ID_LENGTH + " characters, was " + id.length());
    }
    if (embedding.getVersion() < 0) {
      throw new IllegalArgumentException("version: must be >= 0, was " + embedding.getVersion());
    }
    Item item =
        new Item(
            embedding.getOrigin(),
            embedding.getContentType().intern(), // one of few, in a million items
            embedding.getListing(),
            embedding.getEventTimeMillis(),
            embedding.getEmbedTimeMillis());
    Catalogue catalogue = encoders.named(embedding.getEncoder()).catalogue();
    catalogue.put(embedding.getVersion(), id, item, unitVector(embedding));
  }

  private static float[] unitVector(Embedding embedding) {
    int width = embedding.getVectorCount();
    if (width < 1 || width > MAX_WIDTH) {
      throw new IllegalArgumentException(
          "vector: must have 1 to " + MAX_WIDTH + " values, was " + width);
    }
    float[] vector = new float[width];
    double square = 0;
    for (int i = 0; i < width; i++) {
      vector[i] = embedding.getVector(i);
      square += (double) vector[i] * vector[i];
    }
    double length = Math.sqrt(square);
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) { // not a number, too
      throw new IllegalArgumentException("vector: must have length 1, was " + length);
    }
    return vector;
  }

  private static byte[] value(ConsumerRecord<byte[], byte[]> entry) {
    if (entry.value() == null) {
      throw new IllegalArgumentException("value: must be a message, was nothing");
    }
    return entry.value();
  }
}
