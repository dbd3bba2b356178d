/**
 * Matrices on libtorch, on the CPU or an NVIDIA GPU. No operation builds an autograd graph: every
 * tensor inside a {@link dev.slipstream.matrix.torch.TorchMatrix} is detached.
 */
package dev.slipstream.matrix.torch;
