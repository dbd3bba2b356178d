package dev.slipstream.encoder.torch;

import dev.slipstream.encoder.Noise;

/**
 * How a graph is run.
 *
 * @param training batch norm takes the batch's own statistics, and dropout drops
 * @param noise what it drops
 */
record Pass(boolean training, Noise noise) {}
