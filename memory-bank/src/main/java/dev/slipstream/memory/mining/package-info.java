/**
 * Who is alike and who is not: which rows are positives of which queries, which negatives are hard,
 * and which are likely to be no negatives at all.
 *
 * <p>Everything found is a list of rows for each query, {@code int[][]}, the form in which losses
 * take what to exclude; {@link dev.slipstream.memory.mining.RowLists} makes masks {@code [N, K]} of
 * them. Positives: a {@link dev.slipstream.memory.mining.PositiveMiner}, or the nearest vectors of
 * the bank ({@code InstanceBank.nearest}). Negatives: the batch, or any {@link
 * dev.slipstream.memory.KeySource} (queue, bank); of them the hardest ({@link
 * dev.slipstream.memory.mining.HardNegatives}), without the false ones ({@link
 * dev.slipstream.memory.mining.FalseNegatives}), the old ones counting less ({@link
 * dev.slipstream.memory.mining.Staleness}).
 */
package dev.slipstream.memory.mining;
