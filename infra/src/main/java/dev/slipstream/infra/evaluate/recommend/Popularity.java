package dev.slipstream.infra.evaluate.recommend;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.Ranker;
import java.util.List;

/** Ranks items by how often they were taken, of all time or lately. */
final class Popularity implements Ranker {

  private final Ids items = new Ids();
  private final FadingSums taken;

  /**
   * Nothing learned yet.
   *
   * @param halfLife interactions, whatever came of them, in which what one adds halves; infinite:
   *     all count the same
   */
  Popularity(double halfLife) {
    this.taken = new FadingSums(halfLife);
  }

  @Override
  public float[] scores(Interaction context, List<String> candidates) {
    float[] scores = new float[candidates.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) taken.get(items.find(candidates.get(i)));
    }
    return scores;
  }

  @Override
  public void learn(Interaction interaction) {
    taken.tick();
    if (interaction.feedback() == Feedback.TAKEN) {
      taken.add(items.number(interaction.item()), interaction.weight());
    }
  }
}
