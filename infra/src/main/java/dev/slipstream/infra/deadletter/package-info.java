/** What ingest could not use: reads the topic {@code dead-letters} and sends events back. */
package dev.slipstream.infra.deadletter;
