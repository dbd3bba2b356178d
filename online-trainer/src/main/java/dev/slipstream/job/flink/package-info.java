/**
 * What Flink has to be told to carry this job: protobuf messages in state, on the network and in
 * Kafka; watermarks; long state in pieces; files. Nothing here knows what is learned.
 */
package dev.slipstream.job.flink;
