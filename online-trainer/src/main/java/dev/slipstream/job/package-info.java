/**
 * The Flink job as a whole: {@link dev.slipstream.job.TrainJob} draws its graph, {@link
 * dev.slipstream.job.LatestCheckpoint} finds where a stopped one goes on. No arithmetic, here and
 * below.
 */
package dev.slipstream.job;
