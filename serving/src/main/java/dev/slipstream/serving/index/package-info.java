/**
 * Searching vectors by cosine: {@link dev.slipstream.serving.index.VectorIndex} is the seam, {@link
 * dev.slipstream.serving.index.ExactIndex} compares with every row and is what others are measured
 * against.
 */
package dev.slipstream.serving.index;
