package dev.slipstream.recommend.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingLeadTest {

  private final RankingLead lead = RankingLead.at(10);

  @Test
  void isTheDifferenceOfBothMeans() {
    RankingMetrics one = RankingMetrics.at(10);
    RankingMetrics other = RankingMetrics.at(10);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      String user = "u" + random.nextInt(40);
      double first = 1 + random.nextInt(20);
      double second = 1 + random.nextInt(30) / 2.0;
      one.add(user, first);
      other.add(user, second);
      lead.add(user, first, second);
    }

    assertThat(lead.tests()).isEqualTo(300);
    assertThat(lead.users()).isEqualTo(40);
    assertThat(lead.hitRate().mean())
        .isCloseTo(one.hitRate().mean() - other.hitRate().mean(), within(1e-12));
    assertThat(lead.ndcg().mean())
        .isCloseTo(one.ndcg().mean() - other.ndcg().mean(), within(1e-12));
    assertThat(lead.reciprocalRank().mean())
        .isCloseTo(one.reciprocalRank().mean() - other.reciprocalRank().mean(), within(1e-12));
  }

  @Test
  void whatBothFindHardWidensNoInterval() {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      int rank = 1 + random.nextInt(50);
      lead.add("u" + i, rank, rank);
    }

    assertThat(lead.reciprocalRank()).isEqualTo(new Estimate(0, 0, 0));
  }

  @Test
  void itGoesOnWhereItWas() throws IOException {
    lead.add("a", 1, 3);
    lead.add("b", 12, 2);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    lead.save(new DataOutputStream(saved));
    RankingLead restored = RankingLead.at(10);
    restored.add("c", 9, 9);

    restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
    lead.add("a", 4, 4);
    restored.add("a", 4, 4);

    assertThat(restored.ndcg()).isEqualTo(lead.ndcg());
    assertThat(restored.hitRate()).isEqualTo(lead.hitRate());
    assertThat(restored.users()).isEqualTo(2);
  }

  @Test
  void ranksBeginWithOne() {
    assertThatThrownBy(() -> lead.add("u", 1, 0.5))
        .hasMessage("ranks: must be >= 1, were 1.0 and 0.5");
    assertThatThrownBy(() -> RankingLead.at(0)).hasMessage("k: must be >= 1, was 0");
  }
}
