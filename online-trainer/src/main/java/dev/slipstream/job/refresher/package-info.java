/**
 * The operator that holds every item and keeps its embedding current. What an item is and how it is
 * embedded is up to an {@link dev.slipstream.job.refresher.ItemEmbedder}.
 */
package dev.slipstream.job.refresher;
