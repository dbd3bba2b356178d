/**
 * Probes: how good a representation is, measured with labels that learning never saw. Rows of
 * representations in, an accuracy out; nothing is learned but the probe itself.
 */
package dev.slipstream.probe;
