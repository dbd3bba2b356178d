package dev.slipstream.objective.text;

import dev.slipstream.input.Batch;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import java.util.List;
import java.util.Set;

/**
 * CBOW (continuous bag of words: Mikolov et al. 2013, arXiv:1301.3781, section 3.1): a word from
 * the words around it, which the encoder sums up. In each step some words of each text are told,
 * drawn anew. Texts of one word have none to tell.
 */
public final class CbowObjective extends WordObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "cbow",
          Set.of("text"),
          "a word from those around it",
          "Mikolov et al. 2013, arXiv:1301.3781",
          "cross-entropy, sampled",
          WordObjective.OF_WINDOWS,
          CbowObjective::new);

  /** Words of a text that are told in one step. */
  private static final int TOLD = 4;

  CbowObjective(Foundation foundation) {
    super(foundation);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    List<Window> windows = Window.draw(tower, batch, step, TOLD);
    if (windows.isEmpty()) {
      return new Outcome(0, 0, 0);
    }
    int[][] contexts = windows.stream().map(Window::context).toArray(int[][]::new);
    int[] words = windows.stream().mapToInt(Window::word).toArray();
    WordClasses.Prediction prediction = classes.learn(tower.query(contexts, step), words, step);
    tower.descend(prediction.gradient());
    return prediction.outcome();
  }
}
