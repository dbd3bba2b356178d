/**
 * Probes: how good a representation is, measured with labels that learning never saw; and without
 * labels, whether it has collapsed or drifted. Rows of representations in, figures out; nothing is
 * learned but the probe itself.
 */
package dev.slipstream.probe;
