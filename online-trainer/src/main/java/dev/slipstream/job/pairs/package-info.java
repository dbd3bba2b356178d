/**
 * Two modalities learned across: the join of their samples, the learner, their part of the graph.
 */
package dev.slipstream.job.pairs;
