package dev.slipstream.serving.tower;

import dev.slipstream.recommend.ContextEmbedder;
import dev.slipstream.serving.catalogue.Catalogue;
import dev.slipstream.serving.catalogue.Generation;
import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import java.util.List;
import java.util.Optional;

/** Which recommenders there are, and both towers of one version of them. Thread-safe. */
public final class Recommenders {

  /** Answers where a request names none, if it is there. */
  private static final String PREFERRED = "recommend";

  private final ServedEncoders encoders;
  private final ContextTowers towers;

  public Recommenders(ServedEncoders encoders, ContextTowers towers) {
    this.encoders = encoders;
    this.towers = towers;
  }

  /**
   * One version of a recommender.
   *
   * @param recommender its name
   * @param contexts its context tower
   * @param items what its content tower has embedded
   */
  public record Version(String recommender, ContextEmbedder contexts, Generation items) {}

  /** Their names, sorted. */
  public List<String> names() {
    return towers.names();
  }

  /** The one that answers where none is named; empty before any was told of. */
  public Optional<String> preferred() {
    List<String> names = names();
    return names.contains(PREFERRED) ? Optional.of(PREFERRED) : names.stream().findFirst();
  }

  /** The items of a recommender; empty before any was embedded. */
  public Optional<Catalogue> items(String recommender) {
    return encoders.find(TowerName.content(recommender)).map(ServedEncoder::catalogue);
  }

  /** A version with its context tower; empty if that is not here, see {@link #problem}. */
  public Optional<Version> version(String recommender, Generation items) {
    return towers
        .find(recommender, items.version())
        .filter(tower -> tower.dimensions() == items.width())
        .map(tower -> new Version(recommender, tower, items));
  }

  /** Why {@link #version} has nothing, for people. */
  public String problem(String recommender, long version) {
    return towers.problem(recommender, version);
  }
}
