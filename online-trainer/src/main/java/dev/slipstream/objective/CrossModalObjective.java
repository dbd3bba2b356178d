package dev.slipstream.objective;

import dev.slipstream.input.Batch;
import dev.slipstream.loss.ContrastiveLoss;
import dev.slipstream.loss.ItemKeys;
import dev.slipstream.loss.UnitRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.queue.ContrastiveQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Contrast across two modalities (CLIP: Radford et al. 2021, arXiv:2103.00020, figure 3): an item's
 * query in one modality must be nearer to its key in the other than to the keys of other items, and
 * the other way round; the loss is the mean of both directions. Holds what one step works on and no
 * state of its own.
 *
 * <p>Differs from the paper in where keys come from: the momentum tower of each modality, as in
 * ALBEF (Li et al. 2021, arXiv:2107.07651, section 3.2), not the learned tower itself. A small
 * batch needs the queue, and its keys are comparable with each other and with the batch's only if
 * the encoder that makes them moves slowly. So the gradient of each direction goes to its queries'
 * tower alone.
 *
 * @param first learned from one modality
 * @param firstKeys the queue of its keys
 * @param second learned from the other, with projections of the same width
 * @param secondKeys the queue of its keys
 * @param loss compares queries and keys
 */
public record CrossModalObjective(
    MomentumTower first,
    ContrastiveQueue firstKeys,
    MomentumTower second,
    ContrastiveQueue secondKeys,
    ContrastiveLoss loss) {

  /**
   * One step. The negatives of a query are the other items of the batch and those in the queue; the
   * keys of its own item, of when that came before, are left out.
   *
   * @param ofFirst the batch in the first modality
   * @param ofSecond the same items in the second, in the same order
   * @param step the learner's count before this step
   * @param queued whether the keys are queued: after a batch's last step alone, as more keys of the
   *     same items would only displace others
   * @return its K is that of the first direction and counts own keys too
   * @throws IllegalStateException if the loss is not finite; parameters and queues are then as
   *     before
   */
  public Outcome step(Batch ofFirst, Batch ofSecond, long step, boolean queued) {
    Matrix keysOfFirst = first.keys(ofFirst, step);
    Matrix keysOfSecond = second.keys(ofSecond, step);
    UnitRows firstQueries = first.queries(ofFirst, step);
    UnitRows secondQueries = second.queries(ofSecond, step);
    ContrastiveLoss.Result toSecond = contrast(firstQueries, keysOfSecond, secondKeys, ofSecond);
    ContrastiveLoss.Result toFirst = contrast(secondQueries, keysOfFirst, firstKeys, ofFirst);
    double value = (toSecond.value() + toFirst.value()) / 2;
    Outcome.requireFinite(value, step);
    first.descend(firstQueries.backward(toSecond.queryGradient().multiply(0.5f)));
    second.descend(secondQueries.backward(toFirst.queryGradient().multiply(0.5f)));
    Outcome outcome =
        new Outcome(
            value,
            ofFirst.rows() - 1 + secondKeys.filled(),
            (toSecond.positiveSimilarity() + toFirst.positiveSimilarity()) / 2);
    if (queued) {
      firstKeys.remember(keysOfFirst, step, ofFirst.eventTimes(), ofFirst.items());
      secondKeys.remember(keysOfSecond, step, ofSecond.eventTimes(), ofSecond.items());
    }
    return outcome;
  }

  /** Each query is of the same pair as the key of its row. */
  private ContrastiveLoss.Result contrast(
      UnitRows queries, Matrix keys, ContrastiveQueue queue, Batch ofKeys) {
    List<ItemKeys> negatives = new ArrayList<>();
    negatives.add(new ItemKeys(keys, ofKeys.items())); // own keys are the diagonal
    if (queue.filled() > 0) {
      negatives.add(new ItemKeys(queue.keys(), queue.items()));
    }
    return loss.evaluate(queries.rows(), keys, ofKeys.items(), negatives);
  }
}
