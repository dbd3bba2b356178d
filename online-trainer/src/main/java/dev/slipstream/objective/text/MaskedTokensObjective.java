package dev.slipstream.objective.text;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import java.util.Set;

/**
 * Masked tokens (BERT: Devlin et al. 2019, arXiv:1810.04805, section 3.1): of each text 15 % of the
 * words are to be told where they stood; 80 % of these are hidden behind a mark, 10 % are replaced
 * by another word and 10 % are left, so that no word shown can be trusted. Differs from the paper
 * in that another word is one of the batch and a word is told from those to be told with it.
 */
public final class MaskedTokensObjective extends WordObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "masked-tokens",
          Set.of("text"),
          "hidden words from all others around them",
          "Devlin et al. 2019, arXiv:1810.04805",
          "cross-entropy, sampled",
          ProjectionForm.POSITIONS,
          WordObjective.OF_POSITIONS,
          MaskedTokensObjective::new);

  MaskedTokensObjective(Foundation foundation) {
    super(foundation);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    int[][] texts = tower.texts(batch);
    int[][] shown = new int[texts.length][];
    HiddenWords hidden = new HiddenWords(tower.length());
    for (int row = 0; row < texts.length; row++) {
      MaskedText masked = MaskedText.draw(texts[row], texts, tower.mark(), tower.random(step, row));
      shown[row] = masked.shown();
      for (int position : masked.told()) {
        hidden.add(row, position, texts[row][position]);
      }
    }
    HiddenWords.Told told = hidden.told();
    PositionPass pass = tower.pass(shown, told.places(), step);
    WordClasses.Prediction prediction = classes.learn(pass.projections(), told.words(), step);
    pass.descend(prediction.gradient());
    return prediction.outcome();
  }
}
