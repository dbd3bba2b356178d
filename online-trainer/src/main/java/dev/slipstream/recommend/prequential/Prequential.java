package dev.slipstream.recommend.prequential;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Shows a stream to a ranker and tests it on what follows, each interaction before it is learned.
 * Candidates are all items known by then: those given and those met. Holds what each user met. Not
 * thread-safe.
 *
 * <pre>{@code
 * Prequential prequential = new Prequential(ranker, catalogue);
 * stream.forEach(prequential::learn);
 * test.forEach(i -> prequential.test(i).ifPresent(outcomes::add));
 * }</pre>
 */
public final class Prequential {

  private static final String HIDDEN_ITEM = "?";

  private final Ranker ranker;
  private final List<String> items = new ArrayList<>();

  /** Of items, the same list until there are more. */
  private List<String> candidates = List.of();

  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, Set<Integer>> met = new HashMap<>();
  private final Set<String> learnedUsers = new HashSet<>();

  /**
   * Nothing shown yet.
   *
   * @param catalogue ids of items known from the beginning
   */
  public Prequential(Ranker ranker, Collection<String> catalogue) {
    this.ranker = ranker;
    catalogue.forEach(this::position);
  }

  /** Shows an interaction without a test. */
  public void learn(Interaction interaction) {
    if (!interaction.user().isEmpty()) {
      learnedUsers.add(interaction.user());
    }
    take(interaction);
  }

  /** Tests an interaction if its item was taken, then shows it. */
  public Optional<Outcome> test(Interaction interaction) {
    Optional<Outcome> outcome =
        interaction.feedback() == Feedback.TAKEN
            ? Optional.of(outcome(interaction))
            : Optional.empty();
    take(interaction);
    return outcome;
  }

  /** Items a test chooses from by now. */
  public int candidates() {
    return items.size();
  }

  private Outcome outcome(Interaction interaction) {
    String user = interaction.user();
    boolean newUser = !learnedUsers.contains(user);
    Set<Integer> seen = met.getOrDefault(user, Set.of());
    Integer taken = positions.get(interaction.item());
    if (taken == null) {
      double unseen = items.size() - seen.size() + 1;
      return new Outcome(user, newUser, items.size() + 1, OptionalDouble.of(unseen), false);
    }
    if (candidates.size() < items.size()) {
      candidates = List.copyOf(items);
    }
    float[] scores = ranker.scores(question(interaction), candidates);
    if (scores.length != items.size()) {
      throw new IllegalStateException(
          "scores: must be %d, was %d".formatted(items.size(), scores.length));
    }
    double rank = MeanRank.of(scores, taken);
    if (seen.contains(taken)) {
      return new Outcome(user, newUser, rank, OptionalDouble.empty(), true);
    }
    int[] leftOut = seen.stream().mapToInt(Integer::intValue).toArray();
    double unseen = MeanRank.of(scores, taken, leftOut);
    return new Outcome(user, newUser, rank, OptionalDouble.of(unseen), true);
  }

  /** The interaction without its answer, so that no ranker can look at it. */
  private static Interaction question(Interaction asked) {
    return new Interaction(
        asked.id(),
        asked.user(),
        HIDDEN_ITEM,
        asked.timeMillis(),
        asked.context(),
        Feedback.SEEN,
        1);
  }

  private void take(Interaction interaction) {
    int position = position(interaction.item());
    if (!interaction.user().isEmpty()) {
      met.computeIfAbsent(interaction.user(), unused -> new HashSet<>()).add(position);
    }
    ranker.learn(interaction);
  }

  private int position(String item) {
    Integer known = positions.putIfAbsent(item, items.size());
    if (known == null) {
      items.add(item);
      return items.size() - 1;
    }
    return known;
  }
}
