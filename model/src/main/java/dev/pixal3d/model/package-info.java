// SPDX-License-Identifier: MIT
/**
 * The published networks and their samplers, one class a network. In: tensors and weights by their published names.
 * Out: tensors; what they mean to a run, and when a network is loaded, is up to the caller. Begin at
 * {@link dev.pixal3d.model.FlowTransformer}, the largest of them, and {@link dev.pixal3d.model.FlowEulerSampler}; then
 * {@link dev.pixal3d.model.SlatDecoder}.
 */
@NullMarked
package dev.pixal3d.model;

import org.jspecify.annotations.NullMarked;
