/**
 * The operator that learns from a stream and publishes versions. What is learned from an element is
 * up to a {@link dev.slipstream.job.learner.StreamLearner}.
 */
package dev.slipstream.job.learner;
