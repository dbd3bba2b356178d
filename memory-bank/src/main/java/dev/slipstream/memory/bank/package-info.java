/** A vector for every item, which its samples move. */
package dev.slipstream.memory.bank;
