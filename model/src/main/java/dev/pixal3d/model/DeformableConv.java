// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Modulated deformable convolution, stride 1, "same" padding: each kernel tap reads the input at a learned offset,
 * bilinearly with zeros outside, times a learned weight. By grid sampling and one product a band of rows; libtorch has
 * no such operation.
 *
 * <p>
 * Reference: Zhu et al., "Deformable ConvNets v2" (2019); torchvision {@code deform_conv2d}.
 */
final class DeformableConv {
    /** Bound on the gathered columns of a band, in floats: 128 MB. */
    private static final long BAND = 32L << 20;

    private DeformableConv() {}

    /**
     * @param x
     *            [B, C, H, W]
     * @param offset
     *            dy, dx of each tap, [B, 2 k k, H, W]
     * @param mask
     *            weight of each tap, [B, k k, H, W]
     * @param weight
     *            [O, C, k, k], k odd
     * @return [B, O, H, W]
     */
    static Tensor apply(Tensor x, Tensor offset, Tensor mask, Tensor weight, Optional<Tensor> bias) {
        long k = weight.size(2);
        long rowFloats = x.size(1) * k * k * x.size(3) * x.size(0);
        long rows = Math.max(1, Math.min(x.size(2), BAND / rowFloats));
        List<Tensor> bands = new ArrayList<>();
        for (long from = 0; from < x.size(2); from += rows) {
            long start = from;
            long count = Math.min(rows, x.size(2) - from);
            bands.add(TensorScope
                    .run(() -> band(x, offset.narrow(2, start, count), mask.narrow(2, start, count), weight, start)));
        }
        Tensor out = bands.size() == 1 ? bands.getFirst() : Tensor.cat(bands, 2);
        return bias.map(b -> out.add(b.reshape(1, b.size(0), 1, 1))).orElse(out);
    }

    private static Tensor band(Tensor x, Tensor offset, Tensor mask, Tensor weight, long from) {
        long batch = x.size(0);
        long channels = x.size(1);
        long height = x.size(2);
        long width = x.size(3);
        long k = weight.size(2);
        long taps = k * k;
        long rows = offset.size(2);
        Tensor d = offset.reshape(batch, taps, 2, rows, width);
        Device device = x.device();
        Tensor ky = Tensor.arange(0, taps, Device.CPU).floorDivide(k).to(device, Dtype.F32).reshape(1, taps, 1, 1);
        Tensor kx = Tensor.arange(0, taps, Device.CPU).remainder(k).to(device, Dtype.F32).reshape(1, taps, 1, 1);
        Tensor i = Tensor.arange(from, from + rows, Device.CPU).to(device, Dtype.F32).reshape(1, 1, rows, 1);
        Tensor j = Tensor.arange(0, width, Device.CPU).to(device, Dtype.F32).reshape(1, 1, 1, width);
        double pad = k / 2;
        Tensor y = d.select(2, 0).add(i.add(ky).sub(pad));
        Tensor xx = d.select(2, 1).add(j.add(kx).sub(pad));
        Tensor gy = y.mul(2.0).add(1.0).div(height).sub(1.0);
        Tensor gx = xx.mul(2.0).add(1.0).div(width).sub(1.0);
        Tensor grid = Tensor.stack(List.of(gx, gy), 4).reshape(batch, taps * rows, width, 2);
        Tensor sampled = Nn.gridSample(x, grid, Nn.GridMode.BILINEAR, Nn.GridPadding.ZEROS, false)
                .reshape(batch, channels, taps, rows * width).mul(mask.reshape(batch, 1, taps, rows * width));
        Tensor flat = weight.reshape(1, weight.size(0), channels * taps);
        return flat.matmul(sampled.reshape(batch, channels * taps, rows * width)).reshape(batch, weight.size(0), rows,
                width);
    }
}
