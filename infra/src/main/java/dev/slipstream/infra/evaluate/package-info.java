/** Evaluation on labelled data: the same learner over a stream, then probes. No Kafka, no Flink. */
package dev.slipstream.infra.evaluate;
