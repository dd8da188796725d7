// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Integrates a rectified flow from noise to a sample by Euler steps, with classifier-free guidance inside an interval
 * of times and the guided prediction rescaled to the conditional one's spread.
 *
 * <p>
 * Reference: TRELLIS.2 {@code flow_euler.py}, {@code classifier_free_guidance_mixin.py},
 * {@code guidance_interval_mixin.py}; Kynkaanniemi et al., "Applying Guidance in a Limited Interval" (2024); Lin et
 * al., "Common Diffusion Noise Schedules and Sample Steps Are Flawed" (2023) for the rescale.
 */
public final class FlowEulerSampler {
    /** Which standard deviation the guidance rescale compares; the reference's two code paths differ. */
    public enum Spread {
        /** Over all elements of the dense sample, unbiased. */
        DENSE,
        /** Over all tokens and channels, population. */
        SPARSE
    }

    private final SamplerSettings settings;
    private final Spread spread;

    public FlowEulerSampler(SamplerSettings settings, Spread spread) {
        this.settings = settings;
        this.spread = spread;
    }

    /**
     * Runs all steps. Call on the compute thread inside a scope, which then holds the result.
     *
     * @param noise
     *            F32, any shape
     * @param before
     *            called before step i = 0, 1, ... ; may throw to stop
     * @throws NotFiniteException
     *             when a velocity is none
     */
    public Tensor sample(VelocityModel model, Tensor noise, IntConsumer before) {
        double[] times = EulerSchedule.times(settings.steps(), settings.rescaleT());
        Tensor x = noise;
        for (int i = 0; i < settings.steps(); i++) {
            before.accept(i);
            Tensor from = x;
            double t = times[i];
            double next = times[i + 1];
            x = Finite.require("the flow transformer's velocity in step " + (i + 1) + " of " + settings.steps(),
                    TensorScope.run(() -> from.sub(guided(model, from, t).mul((double) (float) (t - next)))));
            if (i > 0) from.close();
        }
        return x;
    }

    /** The velocity at time t. */
    Tensor guided(VelocityModel model, Tensor x, double t) {
        boolean inside = settings.intervalLow() <= t && t <= settings.intervalHigh();
        double w = inside ? settings.guidanceStrength() : 1;
        float time = (float) (1000 * t);
        if (w == 1) return model.velocities(x, time, true).getFirst();
        if (w == 0) return model.velocities(x, time, false).getFirst();
        List<Tensor> both = model.velocities(x, time, true, false);
        Tensor positive = both.getFirst();
        Tensor velocity = positive.mul(w).add(both.getLast().mul(1 - w));
        return settings.guidanceRescale() > 0 ? rescaled(x, t, positive, velocity) : velocity;
    }

    private Tensor rescaled(Tensor x, double t, Tensor positive, Tensor velocity) {
        double keep = 1 - settings.sigmaMin();
        double sigma = settings.sigmaMin() + keep * t;
        Tensor conditional = x.mul(keep).sub(positive.mul(sigma));
        Tensor predicted = x.mul(keep).sub(velocity.mul(sigma));
        Tensor matched = predicted.mul(std(conditional).div(std(predicted)));
        double r = settings.guidanceRescale();
        Tensor mixed = matched.mul(r).add(predicted.mul(1 - r));
        return x.mul(keep).sub(mixed).div(sigma);
    }

    private Tensor std(Tensor x) { return std(x, spread); }

    static Tensor std(Tensor x, Spread spread) {
        return switch (spread) {
            case DENSE -> x.std(1);
            case SPARSE -> x.square().mean().sub(x.mean().square()).sqrt();
        };
    }
}
