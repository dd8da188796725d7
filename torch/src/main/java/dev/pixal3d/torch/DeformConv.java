// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Modulated deformable convolution (Zhu et al., "Deformable ConvNets v2", 2019), which is not an operator of libtorch:
 * each tap of the kernel reads the input bilinearly at its own place moved by an offset, zero outside, times a mask.
 * Each band of output rows is one grid sampling for all taps and one matrix product, so memory stays within a budget (a
 * 7x7 kernel on 256x256 with 64 channels would take 0.8 GB at once).
 */
public final class DeformConv {
    private static final long BAND_BYTES = 64L << 20;

    private DeformConv() {}

    /**
     * Stride 1, dilation 1, one group, one offset group.
     *
     * @param x
     *            [b, c, h, w]
     * @param offset
     *            [b, 2 k, h', w'], k = kernel height times width: channel 2 t is the row offset of tap t, 2 t + 1 the
     *            column offset
     * @param mask
     *            [b, k, h', w']
     * @param weight
     *            [out, c, kernel height, kernel width]
     * @param padding
     *            rows and columns by which taps start outside of the input
     * @return [b, out, h', w']
     */
    public static Tensor apply(Tensor x, Tensor offset, Tensor mask, Tensor weight, Optional<Tensor> bias,
            long padding) {
        long height = offset.size(2);
        long taps = weight.size(2) * weight.size(3);
        if (offset.size(1) != 2 * taps || mask.size(1) != taps) {
            throw new TorchException("deformable convolution: offsets and mask do not fit the kernel (got " + offset
                    + " and " + mask + ", allowed " + 2 * taps + " and " + taps + " channels). Check the network.");
        }
        long rowBytes = x.size(0) * x.size(1) * taps * offset.size(3) * x.dtype().bytes();
        long band = Math.clamp(BAND_BYTES / Math.max(1, rowBytes), 1, Math.max(1, height));
        List<Tensor> bands = new ArrayList<>();
        for (long from = 0; from < height; from += band) {
            long top = from;
            long rows = Math.min(band, height - from);
            bands.add(TensorScope.run(
                    () -> band(x, offset.narrow(2, top, rows), mask.narrow(2, top, rows), weight, top - padding,
                            padding)));
        }
        Tensor out = Tensor.cat(bands, 2);
        bands.forEach(Tensor::close);
        return bias.isPresent() ? out.add(bias.get().reshape(1, -1, 1, 1)) : out;
    }

    private static Tensor band(Tensor x, Tensor offset, Tensor mask, Tensor weight, long top, long padding) {
        long b = x.size(0);
        long c = x.size(1);
        long kh = weight.size(2);
        long kw = weight.size(3);
        long taps = kh * kw;
        long rows = offset.size(2);
        long columns = offset.size(3);
        Device device = x.device();
        Tensor moved = offset.to(Dtype.F32).reshape(b, taps, 2, rows, columns);
        Tensor tapY = Tensor.arange(0, kh, device).repeatInterleave(kw, 0).reshape(taps, 1, 1);
        Tensor tapX = Tensor.arange(0, kw, device).repeat(kh).reshape(taps, 1, 1);
        Tensor y = moved.select(2, 0).add(Tensor.arange(top, top + rows, device).reshape(rows, 1).add(tapY));
        Tensor xs = moved.select(2, 1).add(Tensor.arange(-padding, columns - padding, device).add(tapX));
        Tensor grid = Tensor.stack(List.of(normalised(xs, x.size(3)), normalised(y, x.size(2))), -1)
                .reshape(b, taps * rows, columns, 2).to(x.dtype());
        Tensor samples = Nn.gridSample(x, grid, Nn.GridMode.BILINEAR, Nn.GridPadding.ZEROS, false)
                .reshape(b, c, taps, rows, columns).mul(mask.unsqueeze(1));
        return weight.reshape(weight.size(0), c * taps).matmul(samples.reshape(b, c * taps, rows * columns))
                .reshape(b, weight.size(0), rows, columns);
    }

    /** Pixel index to the sampler's [-1, 1] from edge to edge. */
    private static Tensor normalised(Tensor index, long size) {
        return index.mul(2.0).add(1.0).div(size).sub(1.0);
    }
}
