// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Tensor;
import java.util.List;

/** Predicts the flow's velocity; the sampler's view of a network with its condition. */
@FunctionalInterface
public interface VelocityModel {
    /**
     * The velocities at one point of the flow, one for each pass; passes asked for together may share work.
     *
     * @param x
     *            sample, any shape, F32
     * @param time
     *            1000 t
     * @param conditioned
     *            for each pass, whether the condition is given; else the zero condition
     * @return velocities of x's shape, F32
     */
    List<Tensor> velocities(Tensor x, float time, boolean... conditioned);
}
