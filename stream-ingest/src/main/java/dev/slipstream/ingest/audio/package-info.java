/** Sounds: from a file's bytes, whatever they hold, to log-mel frames or a refusal. */
package dev.slipstream.ingest.audio;
