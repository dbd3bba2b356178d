/**
 * One encoder of samples: its learner, its embedder, and its part of the graph, which pairs and the
 * recommender build upon.
 */
package dev.slipstream.job.encoder;
