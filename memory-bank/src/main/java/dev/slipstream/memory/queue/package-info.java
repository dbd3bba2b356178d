/** The queue of keys that a contrastive loss takes its negatives from. */
package dev.slipstream.memory.queue;
