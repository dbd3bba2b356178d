/**
 * The {@code torch} engine: declared graphs compiled onto libtorch. One {@link
 * dev.slipstream.encoder.torch.Operation} per vertex; parameters are views of one flat tensor.
 */
package dev.slipstream.encoder.torch;
