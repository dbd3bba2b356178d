package dev.slipstream.objective.audio;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.input.Batch;
import dev.slipstream.input.SampleInput;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.cluster.OnlineKMeans;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import java.util.Map;
import java.util.Set;

/**
 * Time-contrastive learning (Hyvärinen and Morioka 2016, arXiv:1605.06336, section 2): a sound is
 * cut along time into segments, and which of them what is, is told from a view of it. As segments
 * of different sounds may be alike, those that are have one class: they are clustered (Sarkar et
 * al. 2019, arXiv:1905.04554, section III.B), here on the stream, by {@link OnlineKMeans} of their
 * mean frames.
 *
 * <p>Differs from the papers in that all segments of a sound are seen at once, and the class of
 * each is told from the one projection of all: so it holds which segment follows which.
 */
public final class TclObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "tcl",
          Set.of("audio"),
          "the cluster of each segment of a sound",
          "Hyvärinen and Morioka 2016, arXiv:1605.06336; Sarkar et al. 2019, arXiv:1905.04554",
          "cross-entropy of online k-means",
          Map.of(),
          TclObjective::new);

  private static final int SEGMENTS = 4;
  private static final int CLUSTERS = 32;

  private final SampleInput input;
  private final OnlineKMeans clusters;
  private final Head classifier;

  TclObjective(Foundation foundation) {
    super(foundation);
    input = foundation.input();
    clusters = clusters(CLUSTERS, bands());
    classifier = linear(foundation.width(), SEGMENTS * CLUSTERS);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    Matrix segments = segments(batch);
    clusters.begin(segments, step);
    int[] nearest = clusters.nearest(segments);
    Matrix logits = classifier.forward(tower().query(tower().view(batch, step, 0)));
    CrossEntropyLoss.Result result =
        CrossEntropyLoss.evaluate(logits.reshape(nearest.length, CLUSTERS), nearest);
    Outcome.requireFinite(result.value(), step);
    Matrix gradient = result.gradient().reshape(logits.rows(), logits.cols());
    tower().descend(classifier.learn(gradient));
    clusters.learn(segments, nearest, step);
    return new Outcome(result.value(), CLUSTERS - 1, result.accuracy());
  }

  /** The mean frame of each segment of the sounds as they are, {@code [N * SEGMENTS, bands]}. */
  private Matrix segments(Batch batch) {
    Matrix plain = input.plain(tower().device(), batch.values(), batch.rows());
    int frames = plain.cols() / bands();
    float[] mean = new float[SEGMENTS * frames];
    for (int segment = 0; segment < SEGMENTS; segment++) {
      int from = segment * frames / SEGMENTS;
      int to = (segment + 1) * frames / SEGMENTS;
      for (int frame = from; frame < to; frame++) {
        mean[segment * frames + frame] = 1f / (to - from);
      }
    }
    Matrix each = tower().device().of(mean, 1, mean.length).gather(new int[batch.rows()]);
    return each.batchMatmul(plain, frames).reshape(batch.rows() * SEGMENTS, bands());
  }

  private int bands() {
    return ((Planes) input.spec()).width();
  }
}
