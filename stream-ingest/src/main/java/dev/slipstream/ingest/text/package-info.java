/** Texts: from bytes to hashed tokens and hashed character n-grams, or a refusal. */
package dev.slipstream.ingest.text;
