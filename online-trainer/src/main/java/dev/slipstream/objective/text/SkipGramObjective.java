package dev.slipstream.objective.text;

import dev.slipstream.input.Batch;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import java.util.List;
import java.util.Set;

/**
 * Skip-gram (Mikolov et al. 2013, arXiv:1310.4546, section 2): the words around a word from that
 * word alone, which is all the encoder sees. In each step some words of each text are shown and for
 * each some of those around it are to be told, drawn anew. Differs from the paper in that a word is
 * told from the others of the step by one softmax, where negative sampling asks of each whether it
 * is right. Texts of one word have none to tell.
 */
public final class SkipGramObjective extends WordObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "skip-gram",
          Set.of("text"),
          "the words around a word from it alone",
          "Mikolov et al. 2013, arXiv:1310.4546",
          "cross-entropy, sampled",
          WordObjective.OF_WINDOWS,
          SkipGramObjective::new);

  /** Words of a text that are shown in one step. */
  private static final int SHOWN = 4;

  /** Words around it that each is to tell. */
  private static final int TOLD = 4;

  SkipGramObjective(Foundation foundation) {
    super(foundation);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    List<Window> windows = Window.draw(tower, batch, step, SHOWN);
    if (windows.isEmpty()) {
      return new Outcome(0, 0, 0);
    }
    int[][] shown = windows.stream().map(window -> new int[] {window.word()}).toArray(int[][]::new);
    int[] words = new int[windows.size() * TOLD];
    int[] shownOf = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      shownOf[i] = i / TOLD;
      int[] context = windows.get(shownOf[i]).context();
      words[i] = context[tower.random(step, batch.rows() + i).below(context.length)];
    }
    Matrix vectors = tower.query(shown, step);
    WordClasses.Prediction prediction = classes.learn(vectors.gather(shownOf), words, step);
    tower.descend(sumOfEach(prediction.gradient()));
    return prediction.outcome();
  }

  /** Sums of {@link #TOLD} rows each: {@code [N * TOLD, D] -> [N, D]}. */
  private static Matrix sumOfEach(Matrix gradient) {
    int shown = gradient.rows() / TOLD;
    Matrix ones = gradient.device().zeros(shown, TOLD);
    ones.fillInPlace(1);
    return ones.batchMatmul(gradient.reshape(shown, TOLD * gradient.cols()), TOLD);
  }
}
