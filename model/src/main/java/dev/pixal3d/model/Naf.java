// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * NAF: upsamples a feature map guided by the picture, each fine pixel attending to the 9 x 9 coarse cells around it.
 * Evaluated only at the fine pixels that a projected token reads: a few thousand instead of a million, with the same
 * values. F32. Owns no weights.
 *
 * <p>
 * Reference: Chambon et al., "NAF: Zero-Shot Feature Upsampling via Neighborhood Attention Filtering" (2025); Hassani
 * et al., "Neighborhood Attention Transformer" (2023). The reference repeats keys and values to the fine grid and
 * dilates the window by the same factor; every query then sees each coarse cell of the window once, which is what is
 * computed here.
 */
public final class Naf {
    private static final int GROUPS = 8;
    /** Queries attended to at once: bounds the gathered keys and values to about 400 MB. */
    private static final int CHUNK = 512;

    private record Block(Tensor norm1Weight, Tensor norm1Bias, Tensor conv1Weight, Tensor conv1Bias, Tensor norm2Weight,
            Tensor norm2Bias, Tensor conv2Weight, Tensor conv2Bias) {}

    private record Branch(Tensor firstWeight, Tensor firstBias, List<Block> blocks) {}

    private final NafConfig config;
    private final Device device;
    private final Branch fine;
    private final Branch semantic;
    private final Tensor periods;

    public Naf(NafConfig config, Weights checkpoint) {
        Weights weights = checkpoint.as(Dtype.F32);
        this.config = config;
        this.fine = branch(weights, "image_encoder.encoder.", 1);
        this.semantic = branch(weights, "image_encoder.sem_encoder.", 3);
        this.periods = weights.get("image_encoder.rope.periods", config.channels() / config.ropeHeads() / 4);
        this.device = periods.device();
    }

    private Branch branch(Weights w, String at, int kernel) {
        long c = config.channels() / 2;
        List<Block> blocks = new ArrayList<>();
        for (int i = 1; i <= config.blocks(); i++) {
            String b = at + i + ".";
            blocks.add(new Block(w.get(b + "norm1.weight", c), w.get(b + "norm1.bias", c),
                    w.get(b + "conv1.weight", c, c, kernel, kernel), w.get(b + "conv1.bias", c),
                    w.get(b + "norm2.weight", c), w.get(b + "norm2.bias", c),
                    w.get(b + "conv2.weight", c, c, kernel, kernel), w.get(b + "conv2.bias", c)));
        }
        return new Branch(w.get(at + "0.weight", c, 3, kernel, kernel), w.get(at + "0.bias", c), blocks);
    }

    /**
     * The picture's encoding, before it is pooled to a target; shared by all targets.
     *
     * @param guide
     *            [1, 3, S, S] in [0, 1]
     * @return [1, channels, S, S]
     */
    public Tensor encode(Tensor guide) {
        return TensorScope.run(() -> {
            Tensor g = guide.to(device, Dtype.F32);
            return Tensor.cat(1, run(fine, g), run(semantic, g));
        });
    }

    private Tensor run(Branch branch, Tensor guide) {
        Tensor x = Nn.conv2d(padded(guide, branch.firstWeight), branch.firstWeight, Optional.of(branch.firstBias), 1,
                0);
        for (Block b : branch.blocks) {
            x = layer(x, b.norm1Weight, b.norm1Bias, b.conv1Weight, b.conv1Bias);
            x = layer(x, b.norm2Weight, b.norm2Bias, b.conv2Weight, b.conv2Bias);
        }
        return x;
    }

    /** Norm, activation, convolution; closes x and what else is done with, half a gigabyte each at 1024 pixels. */
    private static Tensor layer(Tensor x, Tensor normWeight, Tensor normBias, Tensor weight, Tensor bias) {
        Tensor active = Nn.siluInPlace(Nn.groupNorm(x, GROUPS, normWeight, normBias, 1e-5));
        x.close();
        Tensor padded = padded(active, weight);
        if (padded != active) active.close();
        Tensor out = Nn.conv2d(padded, weight, Optional.of(bias), 1, 0);
        padded.close();
        return out;
    }

    /** With a border by reflection, as wide as the kernel needs. */
    private static Tensor padded(Tensor x, Tensor weight) {
        long border = weight.size(2) / 2;
        return border == 0 ? x : Nn.pad(x, Nn.Padding.REFLECT, border, border, border, border);
    }

    /** Rotated queries of the target grid, [channels, T, T]. */
    Tensor queries(Tensor encoding, int target) {
        return TensorScope.run(() -> {
            Tensor pooled = Nn.adaptiveAvgPool2d(encoding, target, target).squeeze(0);
            Tensor at = Tensor.arange(0, target, Device.CPU).to(Dtype.F32).add(0.5).div(target).mul(2.0).sub(1.0)
                    .mul(2 * Math.PI).to(device);
            Tensor angle = at.unsqueeze(0).div(periods.unsqueeze(1));
            long half = config.channels() / config.ropeHeads() / 2;
            for (int head = 0; head < config.ropeHeads(); head++) {
                long first = 2 * half * head;
                turn(pooled, first, first + half, angle.unsqueeze(2));
                turn(pooled, first + half / 2, first + half + half / 2, angle.unsqueeze(1));
            }
            return pooled;
        });
    }

    /** Turns pairs of channel planes, one from each place on, by angles that broadcast to a plane each. */
    private static void turn(Tensor planes, long first, long second, Tensor angle) {
        try (TensorScope _ = TensorScope.open()) {
            Tensor a = planes.narrow(0, first, angle.size(0));
            Tensor b = planes.narrow(0, second, angle.size(0));
            Tensor cos = angle.cos();
            Tensor sin = angle.sin();
            Tensor turned = a.mul(cos).sub(b.mul(sin));
            b.copyInPlace(b.mul(cos).add(a.mul(sin)));
            a.copyInPlace(turned);
        }
    }

    /** Keys of the coarse cells: the queries' block means, [channels, h, w]. */
    static Tensor keys(Tensor queries, long height, long width) {
        return Nn.adaptiveAvgPool2d(queries.unsqueeze(0), height, width).squeeze(0);
    }

    /**
     * Upsampled features at points of the target grid, bilinear between its pixels.
     *
     * @param encoding
     *            from {@link #encode}
     * @param coarse
     *            features [C, h, w]; the target must be a multiple of h and w, each at least the kernel's side
     * @param pixels
     *            x, y of each point in pixel indices of a picture with {@code resolution} pixels a side, length 2N
     * @return [N, C]
     */
    public Tensor sample(Tensor encoding, Tensor coarse, int target, float[] pixels, int resolution,
            RunContext context) {
        return TensorScope.run(() -> {
            FeatureSampling.Taps taps = FeatureSampling.taps(pixels, resolution, target, target);
            int[] distinct = Arrays.stream(taps.cells()).sorted().distinct().toArray();
            int[] rank = new int[taps.cells().length];
            for (int i = 0; i < rank.length; i++) rank[i] = Arrays.binarySearch(distinct, taps.cells()[i]);
            Tensor rows = attend(queries(encoding, target), coarse, target, distinct, context);
            return Finite.require("NAF's features",
                    FeatureSampling.combine(rows, new FeatureSampling.Taps(rank, taps.weights())));
        });
    }

    /** Upsampled features at fine pixels (row-major indices of the T x T grid): [R, C]. */
    Tensor attend(Tensor queries, Tensor coarse, int target, int[] fine, RunContext context) {
        int height = (int) coarse.size(1);
        int width = (int) coarse.size(2);
        if (target % height != 0 || target % width != 0 || Math.min(height, width) < config.kernel()) {
            throw new ModelException(
                    "NAF: the coarse map does not fit the target (got " + height + " x " + width + " for "
                            + target + ", allowed divisors of the target from " + config.kernel() + ").");
        }
        Tensor keys = keys(queries, height, width).flatten(1, 2).transpose(0, 1).contiguous();
        Tensor values = coarse.to(device, Dtype.F32).flatten(1, 2).transpose(0, 1).contiguous();
        Tensor flat = queries.flatten(1, 2).transpose(0, 1);
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < fine.length; from += CHUNK) {
            context.check();
            int[] part = Arrays.copyOfRange(fine, from, Math.min(fine.length, from + CHUNK));
            parts.add(TensorScope.run(() -> neighbourhood(flat, keys, values, part, target, height, width)));
        }
        return Tensor.cat(parts, 0);
    }

    private Tensor neighbourhood(Tensor queries, Tensor keys, Tensor values, int[] fine, int target, int height,
            int width) {
        int k = config.kernel();
        int h = config.heads();
        long r = fine.length;
        long d = config.channels() / h;
        long c = values.size(1) / h;
        int[] cells = new int[fine.length * k * k];
        for (int i = 0; i < fine.length; i++) {
            int y0 = Math.clamp(fine[i] / target / (target / height) - k / 2, 0, height - k);
            int x0 = Math.clamp(fine[i] % target / (target / width) - k / 2, 0, width - k);
            for (int j = 0; j < k * k; j++) cells[i * k * k + j] = (y0 + j / k) * width + x0 + j % k;
        }
        Tensor index = Tensor.of(cells, r * k * k).to(device);
        Tensor q = queries.indexSelect(0, Tensor.of(fine, r).to(device)).reshape(r, h, 1, d);
        Tensor near = keys.indexSelect(0, index).reshape(r, (long) k * k, h, d).permute(0, 2, 3, 1);
        Tensor weights = Nn.softmax(q.matmul(near).mul(1 / Math.sqrt(d)), -1);
        Tensor seen = values.indexSelect(0, index).reshape(r, (long) k * k, h, c).transpose(1, 2);
        return weights.matmul(seen).reshape(r, h * c);
    }
}
