/**
 * The recommender: interactions, each once and behind their items; what an item is in all its
 * modalities; the learner; its part of the graph.
 */
package dev.slipstream.job.recommender;
