/** Data sets as people have them on disk, and their way into Kafka. */
package dev.slipstream.infra.data;
