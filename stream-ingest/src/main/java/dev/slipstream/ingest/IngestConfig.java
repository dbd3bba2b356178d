package dev.slipstream.ingest;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import dev.slipstream.ingest.audio.AudioDecoder;
import dev.slipstream.ingest.audio.AudioLimits;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.ingest.interaction.InteractionLimits;
import dev.slipstream.ingest.text.TextConfig;
import dev.slipstream.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What raw events are taken and what becomes of them.
 *
 * @param shape every image is brought to
 * @param text how much of a text is taken
 * @param audio which sounds are taken
 * @param interactions which interactions are taken
 * @param maxBytes most bytes of a raw event's value
 * @param maxPixels most pixels of an image
 * @param decodeTimeout most time for decoding one event
 * @param maxKeyBytes most bytes of a raw event's key
 * @param deadLetterBytes payload kept in a dead letter
 * @param threads of the stream
 * @param exactlyOnce whether each raw event gives exactly one result even across failures
 * @param applicationId names the consumer group and the transactions
 */
public record IngestConfig(
    ImageShape shape,
    TextConfig text,
    AudioLimits audio,
    InteractionLimits interactions,
    int maxBytes,
    long maxPixels,
    Duration decodeTimeout,
    int maxKeyBytes,
    int deadLetterBytes,
    int threads,
    boolean exactlyOnce,
    String applicationId) {

  public static final Option<Integer> MAX_BYTES =
      Option.ofInt("ingest.max-bytes", 8 << 20)
          .atLeast(1)
          .atMost(Topics.MAX_RAW_BYTES)
          .unit("bytes")
          .doc("Longest raw event; a longer one becomes a dead letter.");
  public static final Option<Long> MAX_PIXELS =
      Option.ofLong("ingest.max-pixels", 16_000_000L)
          .atLeast(1L)
          .atMost(100_000_000L)
          .unit("pixels")
          .doc("Largest image, height times width; known from its header before it is decoded.");
  public static final Option<Duration> DECODE_TIMEOUT =
      Option.ofDuration("ingest.decode-timeout", Duration.ofSeconds(5))
          .atLeast(Duration.ofMillis(1))
          .atMost(Duration.ofMinutes(1))
          .doc("Longest time one event may take to decode.");
  public static final Option<Integer> MAX_KEY_BYTES =
      Option.ofInt("ingest.max-key-bytes", 512)
          .atLeast(1)
          .atMost(4096)
          .unit("bytes")
          .doc("Longest key (item id) of a raw event, in UTF-8.");
  public static final Option<Integer> DEAD_LETTER_BYTES =
      Option.ofInt("ingest.dead-letter-bytes", 64 << 10)
          .atLeast(0)
          .atMost(512 << 10)
          .unit("bytes")
          .doc("How much of the payload a dead letter keeps.");
  public static final Option<Integer> THREADS =
      Option.ofInt("ingest.threads", 0)
          .atLeast(0)
          .atMost(256)
          .unit("threads")
          .doc(
              "Stream threads; 0 takes one for each core. More than there are partitions of raw topics stay idle.");
  public static final Option<Boolean> EXACTLY_ONCE =
      Option.ofBoolean("ingest.exactly-once", true)
          .doc("Write through transactions, so that a failure neither loses nor repeats an event.");
  public static final Option<String> APPLICATION_ID =
      Option.ofString("ingest.application-id", "slipstream-ingest")
          .must(
              n -> n.matches("[A-Za-z0-9._-]{1,128}"), "of 1 to 128 letters, digits, '.', '-', '_'")
          .doc("Names the consumer group; a new name reads the raw topics from their beginning.");

  /** The options of this record; the shape's, which encoders share, are in {@link ImageShape}. */
  public static final List<Option<?>> OPTIONS =
      Stream.of(
              TextConfig.OPTIONS,
              AudioLimits.OPTIONS,
              InteractionLimits.OPTIONS,
              List.<Option<?>>of(
                  MAX_BYTES,
                  MAX_PIXELS,
                  DECODE_TIMEOUT,
                  MAX_KEY_BYTES,
                  DEAD_LETTER_BYTES,
                  THREADS,
                  EXACTLY_ONCE,
                  APPLICATION_ID))
          .flatMap(List::stream)
          .<Option<?>>map(option -> option)
          .toList();

  public IngestConfig {
    MAX_BYTES.check(maxBytes);
    MAX_PIXELS.check(maxPixels);
    DECODE_TIMEOUT.check(decodeTimeout);
    MAX_KEY_BYTES.check(maxKeyBytes);
    DEAD_LETTER_BYTES.check(deadLetterBytes);
    THREADS.check(threads);
    APPLICATION_ID.check(applicationId);
  }

  /** Reads the options of this record and {@link ImageShape}'s. */
  public static IngestConfig from(Settings settings) {
    return new IngestConfig(
        ImageShape.from(settings),
        TextConfig.from(settings),
        AudioLimits.from(settings),
        InteractionLimits.from(settings),
        settings.get(MAX_BYTES),
        settings.get(MAX_PIXELS),
        settings.get(DECODE_TIMEOUT),
        settings.get(MAX_KEY_BYTES),
        settings.get(DEAD_LETTER_BYTES),
        settings.get(THREADS),
        settings.get(EXACTLY_ONCE),
        settings.get(APPLICATION_ID));
  }

  /**
   * What makes samples of the events of a raw topic.
   *
   * @param raw topic of a modality
   * @return a new one, for one thread
   */
  public Featurizer featurizer(Topics.Topic raw) {
    return Modality.ALL.stream()
        .filter(modality -> modality.topic().equals(raw))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "topic: must be of a modality's raw events, was " + raw.name()))
        .featurizer()
        .apply(this);
  }

  /** A decoder with these limits. */
  public ImageDecoder imageDecoder() {
    return ImageDecoder.of(maxBytes, maxPixels, decodeTimeout);
  }

  /** A decoder of sounds with these limits. */
  public AudioDecoder audioDecoder() {
    return AudioDecoder.of(maxBytes, audio, decodeTimeout);
  }
}
