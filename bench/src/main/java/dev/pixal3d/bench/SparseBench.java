// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.model.SlatDecoderConfig;
import dev.pixal3d.model.SlatShortcuts;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Noise;
import dev.pixal3d.torch.SparseConv;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.SparseTensor;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The part of {@link NeuralBench} that measures sparse volumes. */
final class SparseBench {
    private static final int CHANNELS = 64;
    private static final long BUDGET = 512L << 20;
    /** A third of the published shape decoder's widths, one block a level. */
    private static final SlatDecoderConfig DECODER = new SlatDecoderConfig(32, 7, List.of(384, 192, 96, 48, 24),
            List.of(1, 1, 1, 1, 0), true, 0.5);
    private static final int DECODER_TOKENS = 400;

    private final NeuralBench bench;

    SparseBench(NeuralBench bench) { this.bench = bench; }

    /**
     * A convolution over the shell of a sphere, against gather, product and scatter-add for each of the 27 offsets,
     * which skips absent neighbours.
     */
    void convolution(int voxels) {
        try (TensorScope _ = TensorScope.open();
                Noise noise = new Noise(2);
                SparseGrid grid = SparseGrid.of(shell(voxels))) {
            Tensor feats = noise.next(grid.size(), CHANNELS).to(bench.device());
            Tensor weight = noise.next(CHANNELS, 3, 3, 3, CHANNELS).mul(0.02).to(bench.device());
            Tensor bias = noise.next(CHANNELS).to(bench.device());
            SparseConv convolution = new SparseConv(BUDGET);
            Offsets offsets = Offsets.of(grid, bench);
            double flops = 2.0 * SparseGrid.TAPS * grid.size() * CHANNELS * CHANNELS;
            Optional<NeuralBench.Timing> first = Optional.empty();
            for (Dtype type : List.of(Dtype.F32, Dtype.BF16)) {
                SparseTensor x = new SparseTensor(grid, feats.to(type));
                Tensor w = weight.to(type);
                Tensor b = bias.to(type);
                String what = "sparse conv, %d voxels, 64 to 64, %s: ".formatted(grid.size(), type);
                NeuralBench.Timing plain = bench.time(() -> offsets.convolve(x.feats(), w, b));
                NeuralBench.Timing against = first.orElse(plain);
                first = Optional.of(against);
                bench.row(what + "plain", plain, against, flops);
                bench.row(what + "ours", bench.time(() -> convolution.apply(x, w, b)), against, flops);
            }
        }
    }

    /** For each offset the rows that have a neighbour there, and the neighbours' rows. */
    private record Offsets(Tensor[] rows, Tensor[] neighbours) {
        static Offsets of(SparseGrid grid, NeuralBench bench) {
            Tensor[] rows = new Tensor[SparseGrid.TAPS];
            Tensor[] neighbours = new Tensor[SparseGrid.TAPS];
            Tensor table = grid.neighbours(bench.device());
            for (int t = 0; t < SparseGrid.TAPS; t++) {
                Tensor column = table.select(1, t);
                rows[t] = column.ne(grid.size()).nonzero().squeeze(1);
                neighbours[t] = column.indexSelect(0, rows[t]);
            }
            return new Offsets(rows, neighbours);
        }

        Tensor convolve(Tensor feats, Tensor weight, Tensor bias) {
            Tensor out = bias.unsqueeze(0).repeat(feats.size(0), 1);
            Tensor taps = weight.reshape(weight.size(0), SparseGrid.TAPS, weight.size(4)).permute(1, 2, 0);
            for (int t = 0; t < SparseGrid.TAPS; t++) {
                try (TensorScope _ = TensorScope.open()) {
                    out.indexAddInPlace(0, rows[t], feats.indexSelect(0, neighbours[t]).matmul(taps.select(0, t)));
                }
            }
            return out;
        }
    }

    /**
     * A decoder of a small object, against the same calls for all children and with neighbours searched on each grid.
     */
    void decoder() throws IOException {
        Path file = Files.createTempFile("pixal3d-decoder", ".safetensors");
        try {
            NeuralBench.writeRandom(file,
                    recorder -> new SlatDecoder(DECODER, recorder, Dtype.F32, BUDGET, SlatShortcuts.ALL));
            NeuralBench.Timing plain = decoder(file, SlatShortcuts.NONE);
            bench.row("decoder, %d tokens: plain".formatted(DECODER_TOKENS), plain, plain, Double.NaN);
            bench.row("decoder, %d tokens: ours".formatted(DECODER_TOKENS), decoder(file, SlatShortcuts.ALL), plain,
                    Double.NaN);
        } finally {
            Files.delete(file);
        }
    }

    private NeuralBench.Timing decoder(Path file, SlatShortcuts shortcuts) throws IOException {
        try (TensorScope _ = TensorScope.open();
                Weights weights = Weights.open(file).on(bench.device());
                Noise noise = new Noise(3)) {
            Tensor coords = shell(DECODER_TOKENS);
            Tensor latent = noise.next(coords.size(0), DECODER.latentChannels()).mul(3.0);
            SlatDecoder decoder = new SlatDecoder(DECODER, weights, Dtype.F32, BUDGET, shortcuts);
            return bench.time(() -> decoder.decode(coords, latent, RunContext.silent()).close());
        }
    }

    /** Up to so many voxels of a sphere's shell, I32 [n, 4]. */
    private static Tensor shell(int voxels) {
        int radius = (int) Math.sqrt(voxels / (4 * Math.PI) / 1.5);
        int[] rows = new int[4 * voxels * 2];
        int filled = 0;
        for (int x = -radius - 1; x <= radius + 1; x++) {
            for (int y = -radius - 1; y <= radius + 1; y++) {
                for (int z = -radius - 1; z <= radius + 1 && filled < voxels; z++) {
                    if (Math.abs(Math.sqrt(x * x + y * y + z * z) - radius) > 0.75) continue;
                    rows[4 * filled + 1] = x + radius + 1;
                    rows[4 * filled + 2] = y + radius + 1;
                    rows[4 * filled + 3] = z + radius + 1;
                    filled++;
                }
            }
        }
        return Tensor.of(Arrays.copyOf(rows, 4 * filled), filled, 4);
    }
}
