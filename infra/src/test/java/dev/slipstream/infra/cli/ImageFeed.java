package dev.slipstream.infra.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipstream.wire.Topics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends the same raw images, with the same event times, to whichever broker stands at an address. A
 * producer that outlives brokers: what one did not acknowledge goes to the next, once.
 */
final class ImageFeed implements AutoCloseable {

  static final int SIDE = 8;

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private final KafkaProducer<String, byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  private ImageFeed(KafkaProducer<String, byte[]> producer) {
    this.producer = producer;
  }

  static ImageFeed to(String bootstrapServers) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1024); // so that a kill meets some under way
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 300_000);
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    return new ImageFeed(
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()));
  }

  /** The item id of an image; also the name of its file. */
  static String id(int number) {
    return "%05d.png".formatted(number);
  }

  /** An image of noise, the same for the same number. */
  static byte[] png(int number) {
    Random random = new Random(number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < SIDE * SIDE; p++) {
      image.getRaster().setSample(p % SIDE, p / SIDE, 0, random.nextInt(256));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Sends those that are missing of the first {@code count}; does not wait for them. */
  void sendUpTo(int count) {
    for (int i = sent.size(); i < count; i++) {
      List<Header> headers =
          List.of(
              header("content-type", "image/png"),
              header("ce_specversion", "1.0"),
              header("ce_id", "" + i),
              header("ce_source", "slipstream/test"),
              header("ce_type", "dev.slipstream.raw.image"),
              header("ce_time", FIRST.plusSeconds(i).toString()));
      sent.add(
          producer.send(
              new ProducerRecord<>(Topics.RAW_IMAGE.name(), null, id(i), png(i), headers)));
    }
  }

  /** Waits until all that was sent is acknowledged. */
  void awaitWritten() throws Exception {
    for (Future<RecordMetadata> write : sent) {
      write.get();
    }
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ZERO);
  }
}
