package dev.slipstream.infra.evaluate.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.recommend.prequential.Outcome;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LeadTest {

  @Test
  void isTheDifferenceTestByTest() {
    List<Outcome> one = List.of(at("a", 1), at("b", 2), at("c", 4));
    List<Outcome> other = List.of(at("a", 2), at("b", 4), at("c", 4));

    Lead lead = Lead.of(one, other, outcome -> true, outcome -> 1 / outcome.rank());

    // 1/2, 1/4 and 0 of 1/2 + 1/4 + 1/4
    assertThat(lead.difference().mean()).isCloseTo(0.25, within(1e-12));
    assertThat(lead.relative()).isCloseTo(0.75, within(1e-12));
    assertThat(lead.difference().high() - lead.difference().mean())
        .isCloseTo(1.959964 * Math.sqrt(2 / 16.0 / 2 / 3), within(1e-6));
  }

  @Test
  void whatDoesNotCountIsLeftOut() {
    List<Outcome> one = List.of(at("a", 1), at("b", 2));
    List<Outcome> other = List.of(at("a", 5), at("b", 4));

    Lead lead = Lead.of(one, other, o -> o.user().equals("b"), Outcome::rank);

    assertThat(lead.difference().mean()).isEqualTo(-2);
    assertThat(lead.relative()).isEqualTo(-0.5);
  }

  private static Outcome at(String user, double rank) {
    return new Outcome(user, false, rank, OptionalDouble.of(rank), true);
  }
}
