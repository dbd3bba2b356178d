package dev.slipstream.objective.audio;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.ProjectionForm;
import dev.slipstream.input.Batch;
import dev.slipstream.input.SampleInput;
import dev.slipstream.loss.CrossEntropyLoss;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.cluster.OnlineKMeans;
import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Head;
import dev.slipstream.objective.Method;
import dev.slipstream.objective.Outcome;
import java.util.Set;

/**
 * Time-contrastive learning (Hyvärinen and Morioka 2016, arXiv:1605.06336, section 2): a sound is
 * cut along time into segments, and each frame, seen with what is around it, is to tell which of
 * them it is from. As segments of different sounds may be alike, those that are have one class:
 * they are clustered (Sarkar et al. 2019, arXiv:1905.04554, section III.B), here on the stream, by
 * {@link OnlineKMeans} of their mean frames. The segments are of the sound as it is, the frames of
 * a view of it: what changes between views tells nothing of the class.
 */
public final class TclObjective extends FrameObjective {

  /** In the list of methods. */
  public static final Method METHOD =
      new Method(
          "tcl",
          Set.of("audio"),
          "the cluster of the segment that a frame is from",
          "Hyvärinen and Morioka 2016, arXiv:1605.06336; Sarkar et al. 2019, arXiv:1905.04554",
          "cross-entropy of online k-means",
          ProjectionForm.POSITIONS,
          Recipes.FRAMES,
          TclObjective::new);

  /** Of a sound: of 40 ms, in one that fills 32 frames. */
  private static final int SEGMENTS = 8;

  private static final int CLUSTERS = 64;

  private final SampleInput input;
  private final OnlineKMeans clusters;
  private final Head classifier;

  TclObjective(Foundation foundation) {
    super(foundation);
    input = foundation.input();
    clusters = clusters(CLUSTERS, bands());
    classifier = linear(positions().width(), CLUSTERS);
  }

  @Override
  public Outcome step(Batch batch, long step, boolean last) {
    Matrix segments = segments(batch);
    clusters.begin(segments, step);
    int[] nearest = clusters.nearest(segments);
    Matrix projections = tower().query(tower().view(batch, step, 0));
    Matrix logits = classifier.forward(positions().each(projections));
    CrossEntropyLoss.Result result = CrossEntropyLoss.evaluate(logits, ofFrames(nearest));
    Outcome.requireFinite(result.value(), step);
    Matrix gradient = classifier.learn(result.gradient());
    tower().descend(gradient.reshape(projections.rows(), projections.cols()));
    clusters.learn(segments, nearest, step);
    return new Outcome(result.value(), CLUSTERS - 1, result.accuracy());
  }

  /** The class of each frame, from that of its segment. */
  private int[] ofFrames(int[] ofSegments) {
    int times = positions().count();
    int[] classes = new int[ofSegments.length / SEGMENTS * times];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = ofSegments[i / times * SEGMENTS + i % times * SEGMENTS / times];
    }
    return classes;
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
