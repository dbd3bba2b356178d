package dev.slipstream.learner;

/**
 * What a learning step tells.
 *
 * @param step the learner's step count after it
 * @param samplesSeen samples taken in since the beginning
 * @param loss nats, mean over the batch
 * @param negatives K, the rows of the queue the loss saw; chance is {@code ln(K + 1)}; 0 for a
 *     method without
 * @param positiveSimilarity mean cosine of queries and their own keys
 */
public record StepReport(
    long step, long samplesSeen, double loss, int negatives, double positiveSimilarity) {

  /** Whether there was anything to learn from: a queue's first step only fills it. */
  public boolean hasLoss() {
    return negatives > 0 || loss != 0;
  }
}
