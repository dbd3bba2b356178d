package dev.slipstream.serving.catalogue;

/**
 * A point of the loss curve.
 *
 * @param step the learner's step count
 * @param loss nats
 * @param chance the loss of guessing, {@code ln(K + 1)} nats
 */
public record LossPoint(long step, double loss, double chance) {}
