/** Clusters of a stream, kept as their centroids. */
package dev.slipstream.memory.cluster;
