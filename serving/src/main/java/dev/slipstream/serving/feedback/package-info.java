/**
 * What came of answers: interactions on their way to Kafka, and what is remembered of those that
 * came back from ingest.
 */
package dev.slipstream.serving.feedback;
