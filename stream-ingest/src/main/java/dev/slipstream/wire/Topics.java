package dev.slipstream.wire;

import java.util.List;

/** The topics Slipstream reads and writes. */
public final class Topics {

  /** Raw image events: key = item id, value = the file's bytes. */
  public static final Topic RAW_IMAGE = new Topic("raw.image", false);

  /** {@link Sample}, key = item id. */
  public static final Topic SAMPLES = new Topic("samples", false);

  /** {@link DeadLetter}, key = the raw event's key. */
  public static final Topic DEAD_LETTERS = new Topic("dead-letters", false);

  /** {@link EncoderAnnouncement}, key = encoder name. */
  public static final Topic ENCODERS = new Topic("encoders", false);

  /** {@link Embedding}, key = item id, the latest only. */
  public static final Topic EMBEDDINGS = new Topic("embeddings", true);

  /** {@link Progress}, key = encoder name. */
  public static final Topic PROGRESS = new Topic("progress", false);

  /** All of them. */
  public static final List<Topic> ALL =
      List.of(RAW_IMAGE, SAMPLES, DEAD_LETTERS, ENCODERS, EMBEDDINGS, PROGRESS);

  private Topics() {}

  /**
   * A topic.
   *
   * @param name in Kafka
   * @param compacted whether only the latest value of a key matters
   */
  public record Topic(String name, boolean compacted) {}
}
