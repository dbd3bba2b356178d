/**
 * From raw events to samples or dead letters: the Kafka Streams topology, the application that runs
 * it and its counters.
 */
package dev.slipstream.ingest;
