/** What came of answers: interactions on their way to Kafka. */
package dev.slipstream.serving.feedback;
