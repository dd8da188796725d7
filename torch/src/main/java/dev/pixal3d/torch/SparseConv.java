// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

/**
 * Submanifold 3x3x3 convolution (Graham and van der Maaten, "Submanifold Sparse Convolutional Networks", 2017): outputs
 * at the occupied voxels only, absent neighbours count as zero.
 *
 * <p>
 * Rows are taken in chunks: gather the 27 neighbours' features (from a copy with one zero row behind it, for absent
 * ones), then one matrix product. At 494 298 voxels, 64 to 64 channels, on 2 cores, this took a quarter of the time of
 * gather, product and scatter-add per offset in F32 and 0.4 of it in BF16, although those skip absent neighbours
 * (benchmark NeuralBench); and the sum's order does not depend on the threads. Chunks that fit the cache are fastest on
 * a CPU; an accelerator wants large ones.
 */
public final class SparseConv {
    /** Memory for gathered rows on the CPU: what the caches hold, but never so few rows that the product is thin. */
    private static final long CPU_CHUNK_BYTES = 16L << 20;
    private static final long MIN_ROWS = 2048;
    /** Channels of a child from which its own product costs more than copying the gathered rows for it. */
    private static final long WIDE = 256;

    private final long budget;

    /**
     * @param budget
     *            bytes that gathered rows, and a neighbour table kept for later, may take each
     */
    public SparseConv(long budget) {
        if (budget < 1 << 20) {
            throw new TorchException("sparse convolution: the memory budget is too small (got " + budget
                    + " bytes, allowed 1 MiB or more). Raise it.");
        }
        this.budget = budget;
    }

    /**
     * The convolution at every voxel.
     *
     * @param weight
     *            [out, 3, 3, 3, in], axes x, y, z; tap (kx, ky, kz) reads the neighbour at offset (kx-1, ky-1, kz-1)
     * @param bias
     *            [out]
     */
    public SparseTensor apply(SparseTensor x, Tensor weight, Tensor bias) {
        Tensor kernel = kernel(weight, x.channels());
        Tensor out = Tensor.empty(x.feats().dtype(), x.feats().device(), x.grid().size(), weight.size(0));
        try (TensorScope _ = TensorScope.open()) {
            Tensor padded = padded(x.feats());
            long rows = chunkRows(x.feats());
            Tensor gathered = buffer(x.feats(), Math.min(rows, x.grid().size()));
            for (long from = 0; from < x.grid().size(); from += rows) {
                long count = Math.min(rows, x.grid().size() - from);
                try (TensorScope _ = TensorScope.open()) {
                    Tensor columns = gather(x.grid(), padded, gathered, from, count);
                    out.narrow(0, from, count).copyInPlace(Nn.linear(columns, kernel, bias));
                }
            }
        }
        return x.with(out);
    }

    /**
     * The convolution to 8 times as many channels followed by {@link SparseTensor#toChildren}, in chunks, so that
     * nothing of size [n, 8 out] is stored; with many channels only for children that exist, about half of the
     * products.
     *
     * @param weight
     *            [8 out, 3, 3, 3, in], block s of the outputs belonging to child s
     * @param bias
     *            [8 out]
     * @param children
     *            what {@link SparseGrid#refine} returned for x's grid
     */
    public SparseTensor applyToChildren(SparseTensor x, Tensor weight, Tensor bias, SparseGrid children) {
        Tensor kernel = kernel(weight, x.channels());
        long channels = weight.size(0) / SparseGrid.CHILDREN;
        Tensor out = Tensor.empty(x.feats().dtype(), x.feats().device(), children.size(), channels);
        try (TensorScope _ = TensorScope.open()) {
            Tensor padded = padded(x.feats());
            long rows = chunkRows(x.feats());
            Tensor gathered = buffer(x.feats(), Math.min(rows, x.grid().size()));
            for (long from = 0; from < x.grid().size(); from += rows) {
                long count = Math.min(rows, x.grid().size() - from);
                long first = children.firstChild(from);
                long end = children.firstChild(from + count);
                if (first == end) continue;
                try (TensorScope _ = TensorScope.open()) {
                    Tensor columns = gather(x.grid(), padded, gathered, from, count);
                    Tensor part = out.narrow(0, first, end - first);
                    Tensor origin = children.origin(out.device()).narrow(0, first, end - first);
                    if (channels < WIDE) {
                        Tensor all = Nn.linear(columns, kernel, bias);
                        part.indexSelectInto(all.reshape(count * SparseGrid.CHILDREN, channels), 0,
                                origin.sub(from * SparseGrid.CHILDREN));
                        continue;
                    }
                    for (int s = 0; s < SparseGrid.CHILDREN; s++) {
                        child(columns, part, origin, from, s, kernel.narrow(0, s * channels, channels),
                                bias.narrow(0, s * channels, channels));
                    }
                }
            }
        }
        return new SparseTensor(children, out);
    }

    private static void child(Tensor columns, Tensor part, Tensor origin, long from, int s, Tensor kernel,
            Tensor bias) {
        try (TensorScope _ = TensorScope.open()) {
            Tensor places = origin.remainder((long) SparseGrid.CHILDREN).eq(s).nonzero().squeeze(1);
            if (places.numel() == 0) return;
            Tensor parents = origin.indexSelect(0, places).floorDivide(SparseGrid.CHILDREN).sub(from);
            part.indexCopyInPlace(0, places, Nn.linear(columns.indexSelect(0, parents), kernel, bias));
        }
    }

    private static Tensor kernel(Tensor weight, long channels) {
        if (weight.rank() != 5 || weight.size(4) != channels || weight.numel() != weight.size(0) * 27 * channels) {
            throw new TorchException("sparse convolution: the weight does not fit (got " + weight + ", allowed [out, 3,"
                    + " 3, 3, " + channels + "]). Use the checkpoint that belongs to this model.");
        }
        return weight.reshape(weight.size(0), SparseGrid.TAPS * channels);
    }

    private static Tensor padded(Tensor feats) {
        return Tensor.cat(0, feats, Tensor.zeros(feats.dtype(), feats.device(), 1, feats.size(1)));
    }

    private long chunkRows(Tensor feats) {
        long rowBytes = SparseGrid.TAPS * feats.size(1) * feats.dtype().bytes();
        long wanted = feats.device().isCpu() ? Math.max(CPU_CHUNK_BYTES / rowBytes, MIN_ROWS) : Long.MAX_VALUE;
        return Math.clamp(budget / rowBytes, 1, wanted);
    }

    private static Tensor buffer(Tensor feats, long rows) {
        return Tensor.empty(feats.dtype(), feats.device(), rows * SparseGrid.TAPS, feats.size(1));
    }

    private Tensor gather(SparseGrid grid, Tensor padded, Tensor gathered, long from, long count) {
        Tensor index = grid.neighbours(padded.device(), from, count, budget).reshape(count * SparseGrid.TAPS);
        Tensor target = gathered.narrow(0, 0, count * SparseGrid.TAPS);
        return target.indexSelectInto(padded, 0, index).reshape(count, SparseGrid.TAPS * padded.size(1));
    }
}
