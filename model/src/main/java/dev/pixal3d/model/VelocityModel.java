// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Tensor;

/** Predicts the flow's velocity; the sampler's view of a network with its condition. */
@FunctionalInterface
public interface VelocityModel {
    /**
     * The velocity at one point of the flow.
     *
     * @param x
     *            sample, any shape, F32
     * @param time
     *            1000 t
     * @param positive
     *            whether the condition is given; else the zero condition
     * @return velocity of x's shape, F32
     */
    Tensor velocity(Tensor x, float time, boolean positive);
}
