/** Matrices on ND4J, whichever backend is on the class path. Every array is 'c'-ordered. */
package dev.slipstream.matrix.nd4j;
