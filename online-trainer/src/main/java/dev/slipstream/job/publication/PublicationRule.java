package dev.slipstream.job.publication;

import dev.slipstream.job.settings.JobConfig;
import dev.slipstream.learner.StepReport;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * When a version is due: after so many steps, when the loss has fallen by a share since the last
 * candidate, after so much time, or when no sample comes. Steps and loss are functions of the
 * stream and survive a restore; times are asked for from outside. Not thread-safe.
 */
public final class PublicationRule {

  /** Share of a step's loss in the running mean. */
  private static final double NEWEST = 0.1;

  private final JobConfig job;
  private long candidateStep = -1;
  private double candidateLoss = Double.NaN;
  private double loss = Double.NaN;
  private long candidateMillis;

  /** The rule, nothing learned yet. */
  public PublicationRule(JobConfig job, long nowMillis) {
    this.job = job;
    this.candidateMillis = nowMillis;
  }

  /**
   * Whether a batch made a version due.
   *
   * @param before steps before it
   * @param report of its last step
   */
  public boolean dueAfter(long before, StepReport report) {
    if (report.step() > before && report.hasLoss()) {
      loss = Double.isNaN(loss) ? report.loss() : loss + NEWEST * (report.loss() - loss);
      candidateLoss = Double.isNaN(candidateLoss) ? loss : candidateLoss;
    }
    return isStepDue(before, report.step())
        || (job.publishImprovement() > 0 && loss <= (1 - job.publishImprovement()) * candidateLoss);
  }

  /**
   * Whether the count of steps made a version due: a function of the stream alone. An idle
   * encoder's extra versions leave it as it is.
   */
  public boolean isStepDue(long before, long after) {
    return after / job.publishEverySteps() > before / job.publishEverySteps();
  }

  /**
   * Whether time made a version due.
   *
   * @param nowMillis Unix milliseconds, as all times here
   * @param step the learner's
   * @param lastSampleMillis when the last sample came or its batch was learned
   */
  public boolean dueAt(long nowMillis, long step, long lastSampleMillis) {
    if (!hasMoved(step)) {
      return false;
    }
    long interval = job.publishInterval().toMillis();
    return nowMillis - lastSampleMillis >= job.publishIdle().toMillis()
        || (interval > 0 && nowMillis - candidateMillis >= interval);
  }

  /** Whether the learner has moved since the last candidate. */
  public boolean hasMoved(long step) {
    return step > candidateStep;
  }

  /** A version of that step was considered, whatever became of it. */
  public void considered(long step, long nowMillis) {
    candidateStep = step;
    candidateLoss = loss;
    candidateMillis = nowMillis;
  }

  /** Writes the last candidate's step and loss, and the running loss; no times. */
  public void save(DataOutputStream out) throws IOException {
    out.writeLong(candidateStep);
    out.writeDouble(candidateLoss);
    out.writeDouble(loss);
  }

  /** Replaces them by what was saved. */
  public void restore(DataInputStream in) throws IOException {
    candidateStep = in.readLong();
    candidateLoss = in.readDouble();
    loss = in.readDouble();
  }
}
