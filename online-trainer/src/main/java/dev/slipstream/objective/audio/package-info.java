/**
 * Methods that learn from sounds, one class for each. What they predict lies along time: frames (or
 * stretches of as many frames as make a position of the encoder, in longer sounds), what cluster
 * they are in, or what a network makes of them.
 */
package dev.slipstream.objective.audio;
