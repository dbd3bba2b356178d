package dev.slipstream.infra.data;

import java.time.Instant;
import java.util.Optional;

/** One raw event to be: an item of a data set in one modality. */
public interface Item {

  /** A stable name: the path inside the set, or part and number such as {@code train-000123}. */
  String id();

  /** The class, where the set tells one. */
  Optional<String> label();

  /** What kind of data it is. */
  Modality modality();

  /** The media type of {@link #payload}. */
  String contentType();

  /** The bytes, as a producer sends them; not copied. */
  byte[] payload();

  /** When it happened, where the set tells. */
  default Optional<Instant> time() {
    return Optional.empty();
  }
}
