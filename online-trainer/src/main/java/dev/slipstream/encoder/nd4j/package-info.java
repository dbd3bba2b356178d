/** The {@code nd4j} engine: DL4J's own computation graph, fed with errors from outside. */
package dev.slipstream.encoder.nd4j;
