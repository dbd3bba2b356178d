/**
 * Losses: a value and its gradient, pure functions written once over {@link
 * dev.slipstream.matrix.Matrix}. They know no queue, no encoder and no step. Sizes, here and in
 * every loss: N rows of a batch, D columns of a projection, K negatives.
 */
package dev.slipstream.loss;
