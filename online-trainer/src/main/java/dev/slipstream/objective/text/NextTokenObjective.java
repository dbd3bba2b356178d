package dev.slipstream.objective.text;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import java.util.Set;

/**
 * Next token (GPT: Radford et al. 2018, "Improving language understanding by generative
 * pre-training", equation 1): each word from those before it, by an encoder whose positions know of
 * none after them. Of a text's words, some are told in each step, drawn anew, and each is told from
 * the others of the step: a softmax over all words at all positions would be most of the work.
 * Texts of one word have none to tell.
 */
public final class NextTokenObjective extends WordObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "next-token",
          Set.of("text"),
          "each word from those before it",
          "Radford et al. 2018, \"Improving language understanding by generative pre-training\"",
          "cross-entropy, sampled",
          ProjectionForm.CAUSAL,
          WordObjective.OF_POSITIONS,
          NextTokenObjective::new);

  /** Most words of a text that are told in one step. */
  private static final int TOLD = 8;

  NextTokenObjective(Foundation foundation) {
    super(foundation);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    int[][] texts = tower.texts(batch);
    HiddenWords next = new HiddenWords(tower.length());
    for (int row = 0; row < texts.length; row++) {
      int[] order = tower.random(step, row).shuffled(texts[row].length - 1);
      for (int i = 0; i < Math.min(TOLD, order.length); i++) {
        next.add(row, order[i], texts[row][order[i] + 1]);
      }
    }
    HiddenWords.Told told = next.told();
    if (told.words().length == 0) {
      return new Outcome(0, 0, 0);
    }
    PositionPass pass = tower.pass(texts, told.places(), step);
    WordClasses.Prediction prediction = classes.learn(pass.projections(), told.words(), step);
    pass.descend(prediction.gradient());
    return prediction.outcome();
  }
}
