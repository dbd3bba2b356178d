/**
 * Embeddings materialised from Kafka: one generation per encoder version, swapped atomically when
 * the next covers enough of the known items; and how the learner fares. Kafka is the only state: a
 * new process reads it from the beginning.
 */
package dev.slipstream.serving.catalogue;
