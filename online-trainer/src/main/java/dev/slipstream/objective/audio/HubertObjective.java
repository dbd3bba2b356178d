package dev.slipstream.objective.audio;

import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.cluster.OnlineKMeans;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.HiddenSpans;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import dev.slipstream.objective.PositionPass;
import java.util.Set;

/**
 * HuBERT (Hsu et al. 2021, arXiv:2106.07447, section 2): frames are hidden, and what cluster each
 * of them is in is told from the others. The clusters are of the frames as they are, as in the
 * paper's first iteration.
 *
 * <p>Differs from the paper in that the clusters are found on the stream, by {@link OnlineKMeans},
 * and move on with it; and a class has a row of a linear map rather than a cosine.
 */
public final class HubertObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "hubert",
          Set.of("audio"),
          "the cluster of hidden frames from those around them",
          "Hsu et al. 2021, arXiv:2106.07447",
          "cross-entropy of online k-means",
          ProjectionForm.POSITIONS,
          Recipes.FRAMES,
          HubertObjective::new);

  /** As many as in the paper's first iteration. */
  private static final int CLUSTERS = 100;

  private final OnlineKMeans clusters;
  private final Head classifier;

  HubertObjective(Foundation foundation) {
    super(foundation);
    clusters = clusters(CLUSTERS, positions().patchSize());
    classifier = linear(positions().width(), CLUSTERS);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    HiddenSpans sounds = hidden(batch, step);
    PositionPass pass = sounds.pass(tower());
    Matrix frames = frames(sounds.whole().rows());
    clusters.begin(frames, step);
    int[] nearest = clusters.nearest(frames);
    Matrix logits = classifier.forward(pass.projections());
    CrossEntropyLoss.Result result =
        CrossEntropyLoss.evaluate(logits, at(sounds.places(), nearest));
    Outcome.requireFinite(result.value(), step);
    pass.descend(classifier.learn(result.gradient()));
    clusters.learn(frames, nearest, step);
    return new Outcome(result.value(), CLUSTERS - 1, result.accuracy());
  }
}
