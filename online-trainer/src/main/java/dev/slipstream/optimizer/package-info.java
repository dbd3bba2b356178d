/** Optimisers: what a gradient does to one flat vector of parameters. */
package dev.slipstream.optimizer;
