/** Images: from a file's bytes, whatever they hold, to a tensor of one shape or a refusal. */
package dev.slipstream.ingest.image;
