/** Everything in one process: broker, Flink cluster, ingest, serving, and the home they live in. */
package dev.slipstream.infra.local;
