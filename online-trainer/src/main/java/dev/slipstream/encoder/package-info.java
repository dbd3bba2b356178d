/**
 * Encoders: declared as DL4J graphs ({@link dev.slipstream.encoder.Architectures}), run by an
 * {@link dev.slipstream.encoder.Engine}, published as an {@link
 * dev.slipstream.encoder.EncoderFile}.
 */
package dev.slipstream.encoder;
