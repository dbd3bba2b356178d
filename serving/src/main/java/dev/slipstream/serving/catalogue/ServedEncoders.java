package dev.slipstream.serving.catalogue;

import dev.slipstream.serving.catalogue.LocalCheckpoint.EmbeddingWriter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The encoders that are served: every one that the topics tell of. Thread-safe. */
public final class ServedEncoders {

  /** Names on a topic are somebody else's: their number is bounded. */
  private static final int MOST = 64;

  private final String preferred;
  private final ServedEncoder none;
  private final Supplier<Catalogue> newCatalogue;
  private final ConcurrentSkipListMap<String, ServedEncoder> byName = new ConcurrentSkipListMap<>();

  /**
   * None yet.
   *
   * @param preferred name of the one that answers where a request names none; empty for the first
   *     by name
   * @param newCatalogue makes an empty catalogue
   */
  public ServedEncoders(String preferred, Supplier<Catalogue> newCatalogue) {
    this.preferred = preferred;
    this.newCatalogue = newCatalogue;
    this.none = new ServedEncoder(preferred, newCatalogue.get(), new Learning());
  }

  /** The encoder that answers where none is named; one without items while it is not known. */
  public ServedEncoder preferred() {
    if (!preferred.isEmpty()) {
      return byName.getOrDefault(preferred, none);
    }
    Map.Entry<String, ServedEncoder> first = byName.firstEntry();
    return first == null ? none : first.getValue();
  }

  /** The encoder of that name; empty if no topic told of it. */
  public Optional<ServedEncoder> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All, by name. */
  public Collection<ServedEncoder> all() {
    return byName.values();
  }

  /** Their names, sorted. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * The encoder of that name, made if need be.
   *
   * @throws IllegalArgumentException if the name is empty, or new and there are too many already
   */
  public ServedEncoder named(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("encoder: must be named, was without a name");
    }
    if (byName.size() >= MOST && !byName.containsKey(name)) {
      throw new IllegalArgumentException(
          "encoder: must be one of at most " + MOST + ", was " + name);
    }
    return byName.computeIfAbsent(
        name, key -> new ServedEncoder(key, newCatalogue.get(), new Learning()));
  }

  /** Gives all embeddings that are held, as they were written. */
  void embeddings(EmbeddingWriter writer) throws IOException {
    for (ServedEncoder encoder : all()) {
      for (Generation generation : encoder.catalogue().generations()) {
        generation.embeddings(encoder.name(), writer);
      }
    }
  }

  /** To be called once, when all that lay in Kafka has been taken in. */
  public void restored() {
    all().forEach(encoder -> encoder.catalogue().restored());
  }
}
