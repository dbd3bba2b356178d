package dev.slipstream.objective;

import dev.slipstream.input.Batch;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.Memory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Self-supervised semi-supervised learning (S4L: Zhai et al. 2019, arXiv:1905.03670, eq. 2): what
 * is learned without labels, plus {@code w} times the cross-entropy of the classes of the few
 * samples that told theirs, by a linear head. Both views pass the encoder once, and it moves once.
 *
 * <p>The variant is S4L-Exemplar, which takes views of one sample together and keeps other samples
 * away. Differs from the paper in how: NT-Xent as in {@link SimClrObjective}, not a triplet loss;
 * and the head is on the unit projection, not on the representation. Labelled samples are drawn
 * from those kept, as a stream has few at a time; classes are added as they are met. Without labels
 * it is SimCLR.
 */
public final class S4lObjective implements Objective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
              "s4l",
              Method.ANY_MODALITY,
              "the other view among all views of the batch, and the class of labelled samples",
              "Zhai et al. 2019, arXiv:1905.03670",
              "NT-Xent, batch, and cross-entropy",
              Map.of(),
              S4lObjective::new)
          .contrasting(Contrasting.VIEWS);

  private final MomentumTower tower;
  private final ViewContrast contrast;
  private final LabelledSamples labelled;
  private final ClassHead head;
  private final float weight;

  S4lObjective(Foundation foundation) {
    tower = foundation.tower();
    contrast = ViewContrast.symmetric(foundation);
    labelled = new LabelledSamples(foundation);
    head = new ClassHead(foundation, labelled.classes());
    weight = (float) foundation.labels().weight();
  }

  @Override
  public void meet(Batch batch) {
    labelled.meet(batch);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    Batch all = labelled.addedTo(batch, step);
    Matrix projections = tower.query(tower.bothViews(all, step));
    CrossEntropyLoss.Result classes =
        CrossEntropyLoss.evaluate(head.forward(projections), twice(all));
    Outcome.requireFinite(classes.value(), step);
    int[] streamed = streamed(batch.rows(), all.rows());
    ViewContrast.Result views = contrast.evaluate(projections.gather(streamed), batch, step, last);
    double value = views.outcome().loss() + weight * classes.value();
    Matrix gradient = views.gradient().scatter(streamed, projections.rows());
    gradient.addInPlace(head.learn(classes.gradient().multiply(weight)));
    tower.descend(gradient);
    return new Outcome(value, views.outcome().negatives(), views.outcome().positiveSimilarity());
  }

  /** Where both views of the batch lie among those of all rows: what is kept comes too often. */
  private static int[] streamed(int batch, int all) {
    return IntStream.concat(IntStream.range(0, batch), IntStream.range(all, all + batch)).toArray();
  }

  /** The classes of both views of each row. */
  private int[] twice(Batch batch) {
    int[] once = labelled.classes().of(batch.labels());
    return IntStream.concat(IntStream.of(once), IntStream.of(once)).toArray();
  }

  @Override
  public Map<String, Double> measures(long step) {
    return labelled.measures();
  }

  @Override
  public List<Memory> memory() {
    return Stream.concat(contrast.memory().stream(), Stream.of(labelled, head)).toList();
  }
}
