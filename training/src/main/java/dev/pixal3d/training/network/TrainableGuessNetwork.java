// SPDX-License-Identifier: MIT
package dev.pixal3d.training.network;

import dev.pixal3d.torch.Autograd;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The network that guesses what lies behind a picture's pixels: a U-Net (Ronneberger et al. 2015) of residual blocks,
 * 64 by 64 pixels in and out, sixteen times coarser in the middle, where a kernel sees the whole picture. Its
 * parameters belong to the scope in which it was made.
 *
 * <p>
 * Input planes: r, g, b (times alpha), alpha, distance to the outline (inside positive, in picture widths), x and y
 * (-0.5 to 0.5), tangent of half the field of view. Output planes: middle, half thickness, logarithm of the depth's
 * expected error.
 *
 * <p>
 * In 16 bits a step of 16 samples takes 150 instead of 280 ms of one core that has instructions for them (AVX512_BF16);
 * parameters, their gradients and what leaves the network keep 32 bits.
 *
 * <p>
 * Rejected, on held-out sources: the unlit front as an output (mean error 0.0795, the picture as it is 0.0782) and the
 * colours of the back (0.139; half the picture's mean and half the picture 0.118).
 */
public final class TrainableGuessNetwork {
    public static final int INPUTS = 8, OUTPUTS = 3;
    static final int[] WIDTHS = {16, 32, 64, 128, 256};
    private static final int GROUPS = 8;

    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    /** Random weights: He's initialisation, last layers of blocks zero, so that a block begins as the identity. */
    public TrainableGuessNetwork(RandomGenerator random) {
        convolution("stem", INPUTS, WIDTHS[0], 3, 1, random);
        for (int level = 1; level < WIDTHS.length; level++) {
            convolution("down" + level, WIDTHS[level - 1], WIDTHS[level], 3, 1, random);
            block("encode" + level, WIDTHS[level], random);
        }
        block("middle", WIDTHS[4], random);
        for (int level = WIDTHS.length - 2; level >= 0; level--) {
            convolution("up" + level, WIDTHS[level + 1], WIDTHS[level], 1, 1, random);
            block("decode" + level, WIDTHS[level], random);
        }
        convolution("head", WIDTHS[0], OUTPUTS, 3, 0.1, random);
    }

    /** Weights from a file, by name. */
    public TrainableGuessNetwork(Map<String, float[]> values, Map<String, long[]> shapes) {
        values.forEach((name, v) -> parameters.put(name, Autograd.parameter(v, Objects.requireNonNull(shapes.get(name),
                name))));
    }

    /** All parameters by name, in the order of a fresh network. */
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    private void convolution(String name, int in, int out, int kernel, double gain, RandomGenerator random) {
        float[] weight = new float[out * in * kernel * kernel];
        double spread = gain * Math.sqrt(2.0 / (in * kernel * kernel));
        for (int i = 0; i < weight.length; i++) weight[i] = (float) (spread * random.nextGaussian());
        parameters.put(name + ".weight", Autograd.parameter(weight, out, in, kernel, kernel));
        parameters.put(name + ".bias", Autograd.parameter(new float[out], out));
    }

    private void block(String name, int width, RandomGenerator random) {
        float[] ones = new float[width];
        java.util.Arrays.fill(ones, 1);
        parameters.put(name + ".norm.weight", Autograd.parameter(ones, width));
        parameters.put(name + ".norm.bias", Autograd.parameter(new float[width], width));
        convolution(name + ".first", width, width, 3, 1, random);
        convolution(name + ".second", width, width, 3, 0, random);
    }

    private Tensor parameter(String name, Dtype dtype) {
        return Objects.requireNonNull(parameters.get(name), name).to(dtype);
    }

    private Tensor apply(String name, Tensor x, int stride) {
        Tensor weight = parameter(name + ".weight", x.dtype()), bias = parameter(name + ".bias", x.dtype());
        return Nn.conv2d(x, weight, Optional.of(bias), stride, weight.size(-1) / 2);
    }

    private Tensor residual(String name, Tensor x) {
        Tensor y = Nn.groupNorm(x, GROUPS, parameter(name + ".norm.weight", x.dtype()), parameter(name + ".norm.bias",
                x.dtype()), 1e-5);
        return x.add(apply(name + ".second", Nn.relu(apply(name + ".first", y, 1)), 1));
    }

    /**
     * Batch, 8, 64, 64 to batch, 3, 64, 64, both of 32 bits.
     *
     * @param layers
     *            the type in which the layers compute
     */
    public Tensor forward(Tensor input, Dtype layers) {
        Tensor[] skips = new Tensor[WIDTHS.length];
        Tensor x = Nn.relu(apply("stem", input.to(layers), 1));
        skips[0] = x;
        for (int level = 1; level < WIDTHS.length; level++) {
            x = residual("encode" + level, Nn.relu(apply("down" + level, x, 2)));
            skips[level] = x;
        }
        x = residual("middle", x);
        for (int level = WIDTHS.length - 2; level >= 0; level--) {
            x = apply("up" + level, x, 1);
            long side = skips[level].size(-1);
            x = residual("decode" + level, Nn.resizeNearest(x, side, side).add(skips[level]));
        }
        return apply("head", Nn.relu(x).to(Dtype.F32), 1);
    }
}
