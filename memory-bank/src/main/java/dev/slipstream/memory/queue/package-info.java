/**
 * The queue of keys that serve as negatives: first in, first out, any batch size, on the device it
 * is used on.
 */
package dev.slipstream.memory.queue;
