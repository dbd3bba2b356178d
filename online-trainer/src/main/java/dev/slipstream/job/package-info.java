/**
 * The Flink job: two readings of the samples, a learner of one task, a refresher that scales by
 * item, and their checkpointed state. {@link dev.slipstream.job.TrainJob} builds the graph, {@link
 * dev.slipstream.job.LatestCheckpoint} finds where a stopped one goes on. No arithmetic.
 */
package dev.slipstream.job;
