package dev.slipstream.job;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.learner.Learner;
import dev.slipstream.learner.StepReport;
import java.util.List;

/**
 * A learner as {@link LearnerOperator} drives it: what becomes of one element of its stream.
 *
 * @param <T> what a batch is made of
 */
interface StreamLearner<T> {

  /** For people. */
  String name();

  /** The encoders it publishes. */
  List<String> encoders();

  /** Elements in a batch. */
  int batchSize();

  /** Whether the element is a deletion; then it is given to {@link #forget} and not learned. */
  boolean isDeletion(T element);

  /** Removes what is kept of a deleted item, also from the batch that waits. */
  void forget(T deletion, List<T> batch);

  /** Whether the element is for this learner at all. */
  boolean takes(T element);

  /** What is wrong with an element it takes, or null if nothing is. */
  String problem(T element);

  /** Unix milliseconds. */
  long eventTime(T element);

  /** Learns from a batch. */
  StepReport learn(List<T> batch);

  /** Counters, and the state to keep and to close. */
  Learner state();

  /** The version of each of {@link #encoders} that its step is now, in their order. */
  List<EncoderFile.Contents> versions();
}
