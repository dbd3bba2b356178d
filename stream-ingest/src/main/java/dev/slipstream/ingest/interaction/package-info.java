/** Interactions: from JSON to what readers take; also used without Kafka. */
package dev.slipstream.ingest.interaction;
