// SPDX-License-Identifier: MIT
/**
 * Tensors: the only package that knows libtorch. In: arrays and checkpoints. Out: arrays. Begin at
 * {@link dev.pixal3d.torch.Tensor}.
 *
 * <p>
 * {@link dev.pixal3d.torch.Tensor} and {@link dev.pixal3d.torch.Nn} are the vocabulary, one method per operator;
 * {@link dev.pixal3d.torch.TensorScope} frees native memory; {@link dev.pixal3d.torch.Weights} reads checkpoints
 * strictly; {@link dev.pixal3d.torch.SparseGrid}, {@link dev.pixal3d.torch.SparseTensor} and
 * {@link dev.pixal3d.torch.SparseConv} are sparse volumes; {@link dev.pixal3d.torch.Attention},
 * {@link dev.pixal3d.torch.DeformConv} and {@link dev.pixal3d.torch.Noise} choose the way that each device has.
 * Everything goes through one small interface, Backend, whose heart is "call the operator of this name": a second
 * implementation on libtorch's stable C ABI replaces JavaCPP without a change to anything else.
 */
@NullMarked
package dev.pixal3d.torch;

import org.jspecify.annotations.NullMarked;
