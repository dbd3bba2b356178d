/** What memories share. */
package dev.slipstream.memory;
