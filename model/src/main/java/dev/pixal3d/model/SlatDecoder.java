// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.SparseConv;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.SparseTensor;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decodes structured latents to voxels: sparse ConvNeXt levels, between them every voxel splits into those of its eight
 * children that exist. The shape decoder predicts which children exist; the texture decoder is told by the shape
 * decoder's logits, so that both end on the same voxels in the same order. Owns no weights.
 *
 * <p>
 * Reference: TRELLIS.2 {@code models/sc_vaes/sparse_unet_vae.py}, {@code fdg_vae.py}; Liu et al., "A ConvNet for the
 * 2020s" (2022).
 */
public final class SlatDecoder {
    private static final double EPS = 1e-6;

    /**
     * What a decoder of shapes gives. Close it when the features and the grids are not needed any more.
     *
     * @param feats
     *            [M, outChannels], F32
     * @param grids
     *            before and after each split, coarse first; the last one is that of feats
     */
    public record Decoded(Tensor feats, List<SparseGrid> grids) implements AutoCloseable {
        /** I32 [M, 4] on the CPU: batch, x, y, z. */
        public Tensor coords() { return grids.getLast().coords(); }

        @Override
        public void close() {
            feats.close();
            grids.reversed().forEach(SparseGrid::close);
        }
    }

    private record Conv(Tensor weight, Tensor bias) {}

    private record Norm(Tensor weight, Tensor bias) {
        Tensor apply(Tensor x) { return Nn.layerNorm(x.to(Dtype.F32), weight, bias, EPS).to(x.dtype()); }
    }

    private record Block(Conv conv, Norm norm, Linear up, Linear down) {}

    private record Split(Norm norm1, Conv conv1, Conv conv2, Optional<Linear> subdivision, long skipRepeats) {}

    private final SlatDecoderConfig config;
    private final Dtype torso;
    private final Device device;
    private final long budget;
    private final SlatShortcuts shortcuts;
    private final SparseConv convolution;
    private final Linear input;
    private final Linear output;
    private final List<List<Block>> levels = new ArrayList<>();
    private final List<Split> splits = new ArrayList<>();

    /**
     * @param torso
     *            type of features and of the weights of convolutions and linear layers inside the levels
     * @param budget
     *            bytes that one operation's intermediate values may take
     */
    public SlatDecoder(SlatDecoderConfig config, Weights weights, Dtype torso, long budget, SlatShortcuts shortcuts) {
        Weights w = weights.as(torso);
        Weights wide = weights.as(Dtype.F32);
        this.config = config;
        this.torso = torso;
        this.budget = budget;
        this.shortcuts = shortcuts;
        this.convolution = new SparseConv(budget);
        this.input = Linear.of(weights, "from_latent", Dtype.F32, config.channels().getFirst(),
                config.latentChannels());
        this.output = Linear.of(weights, "output_layer", Dtype.F32, config.outChannels(), config.channels().getLast());
        this.device = input.device();
        for (int i = 0; i < config.levels(); i++) {
            long c = config.channels().get(i);
            List<Block> blocks = new ArrayList<>();
            for (int j = 0; j < config.blocks().get(i); j++) {
                String at = "blocks." + i + "." + j + ".";
                blocks.add(new Block(conv(w, at + "conv", c, c), norm(wide, at + "norm", c),
                        Linear.of(weights, at + "mlp.0", torso, 4 * c, c),
                        Linear.of(weights, at + "mlp.2", torso, c, 4 * c)));
            }
            levels.add(blocks);
            if (i + 1 < config.levels()) {
                long d = config.channels().get(i + 1);
                String at = "blocks." + i + "." + config.blocks().get(i) + ".";
                splits.add(new Split(norm(wide, at + "norm1", c), conv(w, at + "conv1", 8 * d, c),
                        conv(w, at + "conv2", d, d),
                        config.predictsSubdivision()
                                ? Optional.of(Linear.of(weights, at + "to_subdiv", torso, 8, c))
                                : Optional.empty(),
                        d / (c / 8)));
            }
        }
    }

    private static Conv conv(Weights w, String name, long out, long in) {
        return new Conv(w.get(name + ".weight", out, 3, 3, 3, in), w.get(name + ".bias", out));
    }

    private static Norm norm(Weights w, String name, long channels) {
        return new Norm(w.get(name + ".weight", channels), w.get(name + ".bias", channels));
    }

    public SlatDecoderConfig config() { return config; }

    /** Hears the logits of the children before each split, [n, 8], F32. */
    @FunctionalInterface
    interface Observer {
        void on(int split, Tensor logits);
    }

    /**
     * Decodes the latents of a shape; of a decoder that predicts which children exist.
     *
     * @param coords
     *            I32 [N, 4] (batch, x, y, z)
     * @param latent
     *            [N, latentChannels], not normalised
     * @param context
     *            asked before each block whether to stop
     * @throws NotFiniteException
     *             when a layer's weights give no numbers
     */
    public Decoded decode(Tensor coords, Tensor latent, RunContext context) {
        return decode(coords, latent, context, (_, _) -> {});
    }

    Decoded decode(Tensor coords, Tensor latent, RunContext context, Observer observer) {
        List<SparseGrid> grids = grow(coords);
        try {
            return new Decoded(TensorScope.release(features(grids, latent, context, observer)), grids);
        } catch (RuntimeException | Error e) {
            grids.reversed().forEach(SparseGrid::close);
            throw e;
        }
    }

    /**
     * Decodes the latents of a texture on the voxels of a decoded shape, whose tables of neighbours it uses.
     *
     * @param grids
     *            the shape's {@link Decoded#grids}
     * @param latent
     *            [N, latentChannels], not normalised
     * @param context
     *            asked before each block whether to stop
     * @return [M, outChannels], F32, in the order of the last grid
     */
    public Tensor paint(List<SparseGrid> grids, Tensor latent, RunContext context) {
        if (config.predictsSubdivision() || grids.size() != splits.size() + 1) {
            throw new ModelException("structured-latent decoder: cannot follow these grids (got " + grids.size()
                    + ", allowed " + (splits.size() + 1) + " and a texture decoder). Pass the decoded shape's.");
        }
        return features(grids, latent, context, (_, _) -> {});
    }

    /**
     * Only the voxels after some splits; the cascade places its fine tokens there.
     *
     * @return I32 [M, 4] on the CPU
     */
    public Tensor upsample(Tensor coords, Tensor latent, int times, RunContext context) {
        if (times < 1 || times > splits.size()) {
            throw new ModelException("structured-latent decoder: cannot upsample that often (got " + times
                    + ", allowed 1 to " + splits.size() + "). Use a decoder with more levels.");
        }
        List<SparseGrid> grids = grow(coords);
        try (TensorScope scope = TensorScope.open()) {
            levels(grids, latent, times, context, (_, _) -> {});
            return scope.keep(grids.getLast().coords().copy());
        } finally {
            grids.reversed().forEach(SparseGrid::close);
        }
    }

    private List<SparseGrid> grow(Tensor coords) {
        if (!config.predictsSubdivision()) {
            throw new ModelException("structured-latent decoder: predicts no voxels. Use the shape's decoder.");
        }
        return new ArrayList<>(List.of(SparseGrid.of(coords)));
    }

    private Tensor features(List<SparseGrid> grids, Tensor latent, RunContext context, Observer observer) {
        return TensorScope.run(() -> {
            Tensor h = levels(grids, latent, config.levels(), context, observer);
            return Finite.require("the structured-latent decoder's features",
                    output.apply(Nn.layerNorm(h.to(Dtype.F32), 1e-5)));
        });
    }

    /**
     * The features of the last level, or, with {@code times} below the number of levels, what comes before split number
     * {@code times}. Grids that do not exist yet, that one's children included, are predicted and added.
     */
    private Tensor levels(List<SparseGrid> grids, Tensor latent, int times, RunContext context, Observer observer) {
        return TensorScope.run(() -> {
            Tensor h = input.apply(latent.to(device, Dtype.F32)).to(torso);
            for (int i = 0; i < config.levels(); i++) {
                SparseGrid grid = grids.get(i);
                for (Block block : levels.get(i)) {
                    context.check();
                    h = replaced(h, block, grid);
                }
                if (i == splits.size()) break;
                context.check();
                Split split = splits.get(i);
                Tensor in = h;
                if (grids.size() == i + 1) grids.add(refined(grid, split, in, i, observer));
                if (i + 1 == times) break;
                SparseGrid finer = grids.get(i + 1);
                h = TensorScope.run(() -> split(in, split, grid, finer));
                in.close();
            }
            return h;
        });
    }

    private SparseGrid refined(SparseGrid grid, Split split, Tensor h, int index, Observer observer) {
        try (TensorScope _ = TensorScope.open()) {
            Tensor logits = split.subdivision.orElseThrow().apply(h).to(Dtype.F32);
            observer.on(index, Finite.require("the structured-latent decoder's split " + (index + 1), logits));
            SparseGrid finer = grid.refine(logits.gt(0.0), shortcuts.neighboursFromParents());
            if (finer.size() > 0) return finer;
            finer.close();
            throw new EmptyObjectException("structured-latent decoder: no voxel is left after split " + (index + 1)
                    + ". Use another seed or a clearer picture.");
        }
    }

    private Tensor replaced(Tensor h, Block block, SparseGrid grid) {
        Tensor next = TensorScope.run(() -> {
            Tensor mixed = convolution.apply(new SparseTensor(grid, h), block.conv.weight, block.conv.bias).feats();
            Tensor out = Tensor.empty(h.dtype(), h.device(), h.shape());
            long rows = Math.max(1, budget / (4 * h.size(1) * Float.BYTES));
            for (long from = 0; from < h.size(0); from += rows) {
                long start = from;
                long count = Math.min(rows, h.size(0) - from);
                try (TensorScope _ = TensorScope.open()) {
                    Tensor normed = block.norm.apply(mixed.narrow(0, start, count));
                    Tensor hidden = Nn.siluInPlace(block.up.apply(normed));
                    out.narrow(0, start, count).copyInPlace(block.down.apply(hidden).add(h.narrow(0, start, count)));
                }
            }
            return out;
        });
        h.close();
        return next;
    }

    private Tensor split(Tensor h, Split split, SparseGrid parents, SparseGrid children) {
        Tensor fine = TensorScope.run(() -> {
            SparseTensor active = new SparseTensor(parents, Nn.siluInPlace(split.norm1.apply(h)));
            return shortcuts.childrenOnly()
                    ? convolution.applyToChildren(active, split.conv1.weight, split.conv1.bias, children).feats()
                    : convolution.apply(active, split.conv1.weight, split.conv1.bias).toChildren(children).feats();
        });
        Tensor settled = TensorScope
                .run(() -> Nn.siluInPlace(Nn.layerNorm(fine.to(Dtype.F32), EPS).to(torso)));
        fine.close();
        Tensor mixed = convolution
                .apply(new SparseTensor(children, settled), split.conv2.weight, split.conv2.bias).feats();
        settled.close();
        Tensor skip = new SparseTensor(parents, h).toChildren(children).feats();
        return mixed.addInPlace(skip.repeatInterleave(split.skipRepeats, 1));
    }
}
