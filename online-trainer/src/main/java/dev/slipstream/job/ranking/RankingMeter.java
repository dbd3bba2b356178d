package dev.slipstream.job.ranking;

import dev.slipstream.job.publication.Comparison;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Ranker;
import dev.slipstream.recommend.prequential.MeanRank;
import dev.slipstream.recommend.prequential.RankingLead;
import dev.slipstream.view.ViewRandom;
import dev.slipstream.wire.Ranking;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tests rankers, side by side, on what was taken, before any of them learns from it: among items
 * drawn evenly, and now and then among all. Tests change nothing that is learned. Figures begin
 * anew with each version and survive a restore; they hold a few numbers for each user met since.
 * Not thread-safe.
 */
final class RankingMeter {

  /** Who is compared with whom. */
  private static final Map<Arm, List<Arm>> COMPARED =
      Map.of(
          Arm.LEARNER, List.of(Arm.PUBLISHED, Arm.PREVIOUS, Arm.CHALLENGER),
          Arm.PUBLISHED, List.of(Arm.PREVIOUS));

  private final RankingConfig config;
  private final long random;
  private final KnownItems items;
  private final Map<Arm, ArmFigures> drawn = new EnumMap<>(Arm.class);
  private final Map<Arm, ArmFigures> all = new EnumMap<>(Arm.class);
  private long tests;

  /**
   * A meter.
   *
   * @param items to choose from
   */
  RankingMeter(RankingConfig config, KnownItems items, long seed) {
    this.config = config;
    this.items = items;
    this.random = ViewRandom.stream(seed, "recommend.test");
  }

  /**
   * Tests one interaction, the item of which was taken.
   *
   * @param number of the interaction in the stream, which tells what is drawn
   */
  void test(Map<Arm, Ranker> arms, Interaction taken, long number) {
    tests++;
    rank(arms, taken, draw(taken.item(), number), drawn);
    if (config.allEvery() > 0 && tests % config.allEvery() == 0) {
      List<String> candidates = new ArrayList<>(items.all());
      candidates.remove(taken.item());
      candidates.add(0, taken.item());
      rank(arms, taken, candidates, all);
    }
  }

  /** Begins anew. */
  void reset() {
    tests = 0;
    drawn.clear();
    all.clear();
  }

  /** Forgets what is known of an arm. */
  void forget(Arm arm) {
    for (Map<Arm, ArmFigures> figures : List.of(drawn, all)) {
      figures.remove(arm);
      figures.values().forEach(other -> other.forget(arm));
    }
  }

  /** What there is to tell since then; the learner's own figures come first. */
  List<Ranking> rankings() {
    List<Ranking> rankings = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      if (drawn.containsKey(arm)) {
        rankings.add(drawn.get(arm).toRanking(arm, config.candidates()));
      }
      if (all.containsKey(arm)) {
        rankings.add(all.get(arm).toRanking(arm, 0));
      }
    }
    return rankings;
  }

  /** How far one arm is ahead of another among drawn items; empty before a test of both. */
  Optional<Comparison> compare(Arm one, Arm other) {
    if (!drawn.containsKey(one) || !drawn.containsKey(other)) {
      return Optional.empty();
    }
    RankingLead lead = drawn.get(one).over(other);
    return Optional.of(
        new Comparison(
            lead.users(),
            lead.reciprocalRank(),
            drawn.get(other).metrics().reciprocalRank().mean()));
  }

  void save(DataOutputStream out) throws IOException {
    out.writeLong(tests);
    for (Map<Arm, ArmFigures> figures : List.of(drawn, all)) {
      out.writeInt(figures.size());
      for (Map.Entry<Arm, ArmFigures> arm : figures.entrySet()) {
        out.writeUTF(arm.getKey().name());
        arm.getValue().save(out);
      }
    }
  }

  void restore(DataInputStream in) throws IOException {
    reset();
    tests = in.readLong();
    for (Map<Arm, ArmFigures> figures : List.of(drawn, all)) {
      for (int left = in.readInt(); left > 0; left--) {
        figures.put(Arm.valueOf(in.readUTF()), ArmFigures.read(in));
      }
    }
  }

  /** The taken item comes first. */
  private static void rank(
      Map<Arm, Ranker> arms,
      Interaction taken,
      List<String> candidates,
      Map<Arm, ArmFigures> figures) {
    Map<Arm, Double> ranks = new EnumMap<>(Arm.class);
    arms.forEach((arm, ranker) -> ranks.put(arm, MeanRank.of(ranker.scores(taken, candidates), 0)));
    String user = taken.user().isEmpty() ? taken.id() : taken.user();
    ranks.forEach(
        (arm, rank) -> {
          Map<Arm, Double> others = new EnumMap<>(ranks);
          others.keySet().retainAll(COMPARED.getOrDefault(arm, List.of()));
          figures.computeIfAbsent(arm, unused -> new ArmFigures()).add(user, rank, others);
        });
  }

  /** The taken item, and others, each once; all where there are no more. */
  private List<String> draw(String taken, long number) {
    List<String> known = items.all();
    List<String> candidates = new ArrayList<>();
    candidates.add(taken);
    if (known.size() <= config.candidates()) {
      known.stream().filter(id -> !id.equals(taken)).forEach(candidates::add);
      return candidates;
    }
    Set<String> chosen = new HashSet<>(candidates);
    ViewRandom numbers = ViewRandom.at(random, number, 0, 0);
    while (candidates.size() < config.candidates()) {
      String id = known.get((int) (numbers.next() * known.size()));
      if (chosen.add(id)) {
        candidates.add(id);
      }
    }
    return candidates;
  }
}
