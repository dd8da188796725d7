// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.torch.Backend.Scalar;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Functions that networks are made of, with PyTorch's names and numbers (torch.nn.functional). Shapes are
 * [batch, channels, height, width] for images and [batch, channels, x, y, z] for volumes.
 */
public final class Nn {
    /** What lies beyond the border. */
    public enum Padding {
        ZEROS("constant"),
        REFLECT("reflect"),
        REPLICATE("replicate");

        private final String mode;

        Padding(String mode) { this.mode = mode; }
    }

    /** How {@link #gridSample} reads outside of the input. */
    public enum GridPadding {
        ZEROS,
        BORDER,
        REFLECTION
    }

    /** How {@link #gridSample} reads between elements. */
    public enum GridMode {
        BILINEAR,
        NEAREST,
        BICUBIC
    }

    private Nn() {}

    private static @Nullable Tensor orNull(Optional<Tensor> tensor) { return tensor.orElse(null); }

    /** x W^T + b over the last dimension; W is [out, in]. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return OneDnnLinear.apply(x, weight, bias);
    }

    /** x W^T over the last dimension; W is [out, in]. */
    public static Tensor linear(Tensor x, Tensor weight) {
        return OneDnnLinear.apply(x, weight, null);
    }

    /** x W^T + b, the bias if there is one. */
    public static Tensor linear(Tensor x, Tensor weight, Optional<Tensor> bias) {
        return OneDnnLinear.apply(x, weight, orNull(bias));
    }

    /** Normalises the last dimension, then scales and shifts by [n] tensors. */
    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        return Tensor.call("layer_norm", "", x, new long[]{x.size(-1)}, weight, bias, eps, true);
    }

    /** Normalises the last dimension. */
    public static Tensor layerNorm(Tensor x, double eps) {
        return Tensor.call("layer_norm", "", x, new long[]{x.size(-1)}, null, null, eps, true);
    }

    public static Tensor groupNorm(Tensor x, long groups, Tensor weight, Tensor bias, double eps) {
        return Tensor.call("group_norm", "", x, groups, weight, bias, eps, true);
    }

    /** Batch norm with stored statistics. */
    public static Tensor batchNorm(Tensor x, Tensor mean, Tensor variance, Tensor weight, Tensor bias, double eps) {
        return Tensor.call("batch_norm", "", x, weight, bias, mean, variance, false, 0.0, eps, true);
    }

    /** Scales to Euclidean length 1 along a dimension: x / max(|x|, eps). */
    public static Tensor normalize(Tensor x, int dim, double eps) {
        return x.div(x.norm(dim, true).clampMin(eps));
    }

    /** With the error function. */
    public static Tensor gelu(Tensor x) { return Tensor.call("gelu", "", x, "none"); }

    /** With the tanh approximation, written over x. */
    public static Tensor geluTanhInPlace(Tensor x) {
        return x.inPlace("gelu_", "", x, "tanh");
    }

    public static Tensor silu(Tensor x) { return Tensor.call("silu", "", x); }

    /** Written over x. */
    public static Tensor siluInPlace(Tensor x) { return x.inPlace("silu_", "", x); }

    public static Tensor relu(Tensor x) { return Tensor.call("relu", "", x); }

    /** ln(1 + e^x), and x itself above 20. */
    public static Tensor softplus(Tensor x) {
        return Tensor.call("softplus", "", x, new Scalar(1L), new Scalar(20L));
    }

    public static Tensor softmax(Tensor x, int dim) { return Tensor.call("softmax", "int", x, (long) dim, null); }

    /** Softmax computed and returned in another type. */
    public static Tensor softmax(Tensor x, int dim, Dtype dtype) {
        return Tensor.call("softmax", "int", x, (long) dim, dtype);
    }

    /** Zero padding; weight is [out, in, kh, kw]. */
    public static Tensor conv2d(Tensor x, Tensor weight, Optional<Tensor> bias, long stride, long padding) {
        return Tensor.call("conv2d", "", x, weight, orNull(bias), new long[]{stride, stride},
                new long[]{padding, padding}, new long[]{1, 1}, 1L);
    }

    /** Zero padding; weight is [out, in / groups, kh, kw]. */
    public static Tensor conv2d(Tensor x, Tensor weight, Optional<Tensor> bias, long[] stride, long[] padding,
            long[] dilation, long groups) {
        return Tensor.call("conv2d", "", x, weight, orNull(bias), stride, padding, dilation, groups);
    }

    /** Stride 1, zero padding; weight is [out, in, kx, ky, kz]. */
    public static Tensor conv3d(Tensor x, Tensor weight, Optional<Tensor> bias, long padding) {
        return Tensor.call("conv3d", "", x, weight, orNull(bias), new long[]{1, 1, 1},
                new long[]{padding, padding, padding}, new long[]{1, 1, 1}, 1L);
    }

    /** Without padding; weight is [in, out, kh, kw]. */
    public static Tensor convTranspose2d(Tensor x, Tensor weight, Optional<Tensor> bias, long stride) {
        return Tensor.call("conv_transpose2d", "input", x, weight, orNull(bias), new long[]{stride, stride},
                new long[]{0, 0}, new long[]{0, 0}, 1L, new long[]{1, 1});
    }

    /** Pads the last dimensions; amounts are (left, right) of the last one, then of the one before, ... */
    public static Tensor pad(Tensor x, Padding padding, long... amounts) {
        return Tensor.call("pad", "", x, amounts, padding.mode, padding == Padding.ZEROS ? 0.0 : null);
    }

    /** Resizes images bilinearly; antialias widens the filter when shrinking. */
    public static Tensor resizeBilinear(Tensor x, long height, long width, boolean alignCorners, boolean antialias) {
        return Tensor.call(antialias ? "_upsample_bilinear2d_aa" : "upsample_bilinear2d", "", x,
                new long[]{height, width}, alignCorners, null, null);
    }

    /**
     * Resizes images bicubically (a = -0.75) where source coordinates come from given scale factors, not from the
     * sizes.
     */
    public static Tensor resizeBicubicScaled(Tensor x, long height, long width, double scaleY, double scaleX) {
        return Tensor.call("upsample_bicubic2d", "", x, new long[]{height, width}, false, scaleY, scaleX);
    }

    /** Resizes images by taking the element at floor(i in / out). */
    public static Tensor resizeNearest(Tensor x, long height, long width) {
        return Tensor.call("upsample_nearest2d", "", x, new long[]{height, width}, null, null);
    }

    /**
     * Reads images [b, c, h, w] at grid [b, h', w', 2] (x, y) or volumes [b, c, x, y, z] at grid [b, x', y', z', 3] (z,
     * y, x), coordinates in [-1, 1].
     */
    public static Tensor gridSample(Tensor x, Tensor grid, GridMode mode, GridPadding padding, boolean alignCorners) {
        return Tensor.call("grid_sampler", "", x, grid, (long) mode.ordinal(), (long) padding.ordinal(), alignCorners);
    }

    /** [b, c r^3, x, y, z] to [b, c, x r, y r, z r]; the first axis of the block is the slowest. */
    public static Tensor pixelShuffle3d(Tensor x, long r) {
        long b = x.size(0);
        long c = x.size(1) / (r * r * r);
        return x.reshape(b, c, r, r, r, x.size(2), x.size(3), x.size(4)).permute(0, 1, 5, 2, 6, 3, 7, 4).reshape(b, c,
                x.size(2) * r, x.size(3) * r, x.size(4) * r);
    }

    /** Means over equal blocks that cover the image. */
    public static Tensor adaptiveAvgPool2d(Tensor x, long height, long width) {
        return Tensor.call("adaptive_avg_pool2d", "", x, new long[]{height, width});
    }

    /**
     * Turns adjacent pairs (2m, 2m+1) of the last dimension by angles whose cosine and sine [..., d/2] are given:
     * complex rotary embedding in real arithmetic, computed in F32, returned in x's type.
     */
    public static Tensor rotatePairs(Tensor x, Tensor cos, Tensor sin) {
        Tensor wide = x.to(Dtype.F32);
        int rank = x.rank();
        Tensor a = wide.slice(-1, 0, Long.MAX_VALUE, 2);
        Tensor b = wide.slice(-1, 1, Long.MAX_VALUE, 2);
        Tensor turned = Tensor.stack(
                java.util.List.of(a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))), rank);
        return turned.flatten(-2, -1).to(x.dtype());
    }

    /**
     * Turns pairs (m, m + d/2) of the last dimension: x cos + rotateHalf(x) sin, where rotateHalf swaps the halves and
     * negates the first; cos and sin have all d angles.
     */
    public static Tensor rotateHalves(Tensor x, Tensor cos, Tensor sin) {
        long half = x.size(-1) / 2;
        Tensor swapped = Tensor.cat(-1, x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half));
        return x.mul(cos).add(swapped.mul(sin));
    }
}
