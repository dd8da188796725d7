// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Tensor;

/**
 * What a flow transformer sees of the picture.
 *
 * @param global
 *            class and register tokens, [T, condChannels], F32
 * @param projected
 *            the picture's features at each token's pixel, [N, projChannels], F32; empty channels when the network has
 *            no projection
 */
public record Condition(Tensor global, Tensor projected) {}
