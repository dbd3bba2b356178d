package dev.slipstream.recommend.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PrequentialTest {

  private final Recorder ranker = new Recorder();
  private final Prequential prequential = new Prequential(ranker, List.of("a", "b"));

  @Test
  void candidatesAreTheCatalogueAndWhatWasMet() {
    prequential.learn(interaction("ann", "c", Feedback.SEEN));

    prequential.test(interaction("bob", "b", Feedback.TAKEN));

    assertThat(ranker.candidates).containsExactly("a", "b", "c");
    assertThat(prequential.candidates()).isEqualTo(3);
  }

  @Test
  void ranksBeforeItLearns() {
    prequential.learn(interaction("ann", "a", Feedback.TAKEN));
    prequential.test(interaction("ann", "b", Feedback.TAKEN));

    assertThat(ranker.calls).containsExactly("learn a", "rank", "learn b");
  }

  @Test
  void onlyWhatWasTakenIsTestedAndAllIsLearned() {
    assertThat(prequential.test(interaction("ann", "a", Feedback.SEEN))).isEmpty();
    assertThat(prequential.test(interaction("ann", "b", Feedback.REFUSED))).isEmpty();
    assertThat(ranker.calls).containsExactly("learn a", "learn b");
  }

  @Test
  void theAnswerIsHiddenFromTheRanker() {
    prequential.test(interaction("ann", "b", Feedback.TAKEN));

    assertThat(ranker.asked)
        .isEqualTo(
            new Interaction("id", "ann", "?", 5, Map.of("at", List.of("home")), Feedback.SEEN, 1));
  }

  @Test
  void whatTheUserMetIsLeftOutOfTheUnseen() {
    prequential.learn(interaction("ann", "a", Feedback.SEEN)); // scores the most
    prequential.learn(interaction("bob", "c", Feedback.TAKEN));

    Optional<Outcome> outcome = prequential.test(interaction("ann", "b", Feedback.TAKEN));

    assertThat(outcome).contains(new Outcome("ann", false, 2, OptionalDouble.of(1), true));
  }

  @Test
  void anItemMetBeforeIsNoTestOfTheUnseen() {
    prequential.learn(interaction("ann", "b", Feedback.TAKEN));

    Optional<Outcome> outcome = prequential.test(interaction("ann", "b", Feedback.TAKEN));

    assertThat(outcome).contains(new Outcome("ann", false, 2, OptionalDouble.empty(), true));
  }

  @Test
  void anUnknownItemStandsBehindAllAndIsKnownThen() {
    prequential.learn(interaction("ann", "a", Feedback.SEEN));

    Optional<Outcome> unknown = prequential.test(interaction("ann", "z", Feedback.TAKEN));
    Optional<Outcome> known = prequential.test(interaction("bob", "z", Feedback.TAKEN));

    assertThat(unknown).contains(new Outcome("ann", false, 3, OptionalDouble.of(2), false));
    assertThat(known).contains(new Outcome("bob", true, 3, OptionalDouble.of(3), true));
  }

  @Test
  void aUserStaysNewThroughoutTheTest() {
    Optional<Outcome> first = prequential.test(interaction("eve", "a", Feedback.TAKEN));
    Optional<Outcome> second = prequential.test(interaction("eve", "b", Feedback.TAKEN));

    assertThat(List.of(first.orElseThrow(), second.orElseThrow())).allMatch(Outcome::newUser);
  }

  @Test
  void nobodyInParticularHasMetNothing() {
    prequential.learn(interaction("", "a", Feedback.TAKEN));

    Optional<Outcome> outcome = prequential.test(interaction("", "a", Feedback.TAKEN));

    assertThat(outcome).contains(new Outcome("", true, 1, OptionalDouble.of(1), true));
  }

  @Test
  void aRankerMustScoreEveryCandidate() {
    Prequential wrong =
        new Prequential(
            new Ranker() {
              @Override
              public float[] scores(Interaction context, List<String> items) {
                return new float[1];
              }

              @Override
              public void learn(Interaction interaction) {}
            },
            List.of("a", "b"));

    assertThatThrownBy(() -> wrong.test(interaction("ann", "a", Feedback.TAKEN)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("scores: must be 2, was 1");
  }

  private static Interaction interaction(String user, String item, Feedback feedback) {
    return new Interaction("id", user, item, 5, Map.of("at", List.of("home")), feedback, 2);
  }

  /** Prefers what is earlier in the alphabet. */
  private static final class Recorder implements Ranker {

    private final List<String> calls = new ArrayList<>();
    private List<String> candidates = List.of();
    private Interaction asked;

    @Override
    public float[] scores(Interaction context, List<String> items) {
      calls.add("rank");
      candidates = List.copyOf(items);
      asked = context;
      float[] scores = new float[items.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = -items.get(i).charAt(0);
      }
      return scores;
    }

    @Override
    public void learn(Interaction interaction) {
      calls.add("learn " + interaction.item());
    }
  }
}
