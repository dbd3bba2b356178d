package dev.slipstream.job.learner;

import dev.slipstream.job.guard.GoodStates;
import dev.slipstream.job.guard.Guard;
import dev.slipstream.job.guard.GuardConfig;
import dev.slipstream.learner.StepReport;
import dev.slipstream.loss.DivergedException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A learner that goes back to its last good state when its {@link Guard} raises an alarm. All of it
 * is a function of the elements: it is judged at certain steps, never because time passed. Not
 * thread-safe.
 */
final class GuardedLearner<T> {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedLearner.class);

  /** More are not remembered: the present state is kept instead. */
  private static final int MOST_DELETIONS = 100_000;

  private final StreamLearner<T> learner;
  private final GuardConfig config;
  private final Guard guard;
  private final GoodStates states;
  private final List<T> deletions = new ArrayList<>();

  /**
   * A learner that was not judged yet.
   *
   * @param directory of the states kept
   * @param teller hears of alarms
   */
  GuardedLearner(
      StreamLearner<T> learner, GuardConfig config, String directory, Guard.Teller teller) {
    this.learner = learner;
    this.config = config;
    this.guard = new Guard(config, learner.encoders(), teller);
    this.states = new GoodStates(directory, learner.name());
  }

  Guard guard() {
    return guard;
  }

  /** What was deleted since the good state, oldest first. */
  List<T> deletions() {
    return deletions;
  }

  /** Learns from a batch; empty if that failed, and the learner went back. */
  Optional<StepReport> learn(List<T> batch) throws IOException {
    if (!config.enabled()) {
      return Optional.of(learner.learn(batch));
    }
    if (guard.goodStep() < 0 && guard.alarm().isEmpty()) {
      keep();
    }
    try {
      return Optional.of(learner.learn(batch));
    } catch (DivergedException e) {
      guard.diverged(learner.state().steps(), e.getMessage());
      goBack();
      return Optional.empty();
    }
  }

  /**
   * Whether the learner is good; if not, it went back.
   *
   * @param report of its last step
   * @param outputs of each encoder, a vector for each anchor
   */
  boolean judge(StepReport report, List<List<float[]>> outputs) throws IOException {
    if (!config.enabled()) {
      return true;
    }
    if (guard.judge(report, learner.measures(), outputs)) {
      keep();
      guard.keep(outputs);
      return true;
    }
    goBack();
    return false;
  }

  /** Learns that an item was deleted; no way back brings it again. */
  void forget(T deletion) throws IOException {
    learner.forget(deletion);
    if (config.enabled() && guard.goodStep() >= 0) {
      deletions.add(deletion);
      if (deletions.size() > MOST_DELETIONS) {
        keep();
      }
    }
  }

  private void keep() throws IOException {
    states.write(learner.state());
    guard.keep(learner.state().steps());
    deletions.clear();
  }

  private void goBack() throws IOException {
    long from = learner.state().steps();
    if (guard.goodStep() < 0) {
      LOG.warn("{} has no good state to go back to from step {}", learner.name(), from);
      return;
    }
    try (InputStream good = states.open(guard.goodStep())) {
      learner.goBack(good, deletions);
    }
    guard.rolledBack(from);
  }

  /** Removes the states that nobody can ask for. */
  void removeBefore(long needed) throws IOException {
    states.removeBefore(needed);
  }

  void save(DataOutputStream out) throws IOException {
    guard.save(out);
  }

  /** Replaces everything by what was saved. */
  void restore(DataInputStream in, Iterable<T> deleted) throws IOException {
    guard.restore(in);
    deleted.forEach(deletions::add);
    if (guard.goodStep() >= 0 && !states.exists(guard.goodStep())) {
      LOG.warn("The good state of step {} of {} is lost", guard.goodStep(), learner.name());
      guard.forgetGood();
    }
  }
}
