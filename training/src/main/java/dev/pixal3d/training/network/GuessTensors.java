// SPDX-License-Identifier: MIT
package dev.pixal3d.training.network;

import dev.pixal3d.torch.Autograd;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;

/**
 * What the network's planes mean, and how far they are from the truth.
 *
 * @param first
 *            n, 1, 64, 64: depth where rays enter; the middle's mean over the outline is 0
 * @param last
 *            depth where they leave
 * @param error
 *            expected error of the depths
 */
record GuessTensors(Tensor first, Tensor last, Tensor error) {
    /** Distances in pixels over which differences of depth are compared: edges, parts, and how the whole is tilted. */
    private static final int[] REACHES = {1, 8, 24};
    private static final double[] WEIGHTS = {4, 1, 1};
    /** Outputs near 1 are a quarter of the picture's width. */
    static final double UNIT = 0.25;

    static GuessTensors of(Tensor planes, Batch batch) {
        Tensor weight = batch.weight(), middle = planes.narrow(1, 0, 1).mul(UNIT), half = Nn.softplus(planes.narrow(1,
                1, 1)).mul(UNIT);
        Tensor mean = middle.mul(weight).sum(new long[]{1, 2, 3}, true).div(weight.sum(new long[]{1, 2, 3}, true));
        middle = middle.sub(mean);
        return new GuessTensors(middle.add(half), middle.sub(half),
                planes.narrow(1, 2, 1).clamp(-4, 4).exp().mul(0.05));
    }

    /** The mean of a plane over what is covered. */
    private static Tensor mean(Tensor values, Tensor weight) {
        return values.mul(weight).sum().div(weight.sum().mul((double) values.size(1)));
    }

    /** Mean absolute errors of first and last depth. */
    Tensor[] errors(Batch batch) {
        Tensor depths = batch.depths(), w = batch.weight();
        return new Tensor[]{mean(first.sub(depths.narrow(1, 0, 1)).abs(), w), mean(last.sub(depths.narrow(1, 1, 1))
                .abs(), w)};
    }

    /** Shared length of true and guessed intervals over the length that either has. */
    Tensor overlap(Batch batch) {
        Tensor a = batch.depths().narrow(1, 0, 1), b = batch.depths().narrow(1, 1, 1), w = batch.weight();
        Tensor top = a.add(first).sub(a.sub(first).abs()).mul(0.5), bottom = b.add(last).add(b.sub(last).abs()).mul(
                0.5);
        Tensor shared = top.sub(bottom).clampMin(0);
        Tensor either = a.sub(b).add(first.sub(last)).sub(shared);
        return shared.mul(w).sum().div(either.mul(w).sum());
    }

    /** What training makes small: depths, their steps between neighbours, and honesty about the error. */
    Tensor loss(Batch batch) {
        Tensor[] e = errors(batch);
        Tensor depths = batch.depths(), w = batch.weight();
        Tensor steps = steps(first.sub(depths.narrow(1, 0, 1)), w).add(steps(last.sub(depths.narrow(1, 1, 1)), w));
        Tensor miss = Autograd.detached(first.sub(depths.narrow(1, 0, 1)).abs().add(last.sub(depths.narrow(1, 1, 1))
                .abs()).mul(0.5));
        Tensor honesty = mean(miss.div(error).add(error.log()), w);
        return e[0].add(e[1]).mul(4).add(steps).add(honesty.mul(0.05));
    }

    /**
     * Mean error of the differences to pixels further right and further down (as MiDaS does over a pyramid, Ranftl et
     * al. 2020): a guess that is tilted the wrong way costs much over long reaches.
     */
    private static Tensor steps(Tensor miss, Tensor weight) {
        Tensor sum = Tensor.full(0, Dtype.F32, Device.CPU);
        for (int i = 0; i < REACHES.length; i++) {
            int reach = REACHES[i];
            for (int dim = 2; dim <= 3; dim++) {
                long n = miss.size(dim) - reach;
                Tensor here = weight.narrow(dim, 0, n), there = weight.narrow(dim, reach, n);
                Tensor part = mean(miss.narrow(dim, reach, n).sub(miss.narrow(dim, 0, n)).abs(), here.mul(there));
                sum = sum.add(part.mul(WEIGHTS[i]));
            }
        }
        return sum;
    }
}
