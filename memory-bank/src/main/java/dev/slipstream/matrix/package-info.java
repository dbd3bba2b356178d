/**
 * Device matrices: float32, row-major, on the device that uses them. {@link
 * dev.slipstream.matrix.Device} makes them, {@link dev.slipstream.matrix.Matrix} computes with
 * them, {@link dev.slipstream.matrix.Scope} releases them. Two implementations, libtorch and ND4J,
 * held to the same test.
 */
package dev.slipstream.matrix;
