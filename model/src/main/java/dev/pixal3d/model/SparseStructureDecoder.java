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
import java.util.List;
import java.util.Optional;

/**
 * Decodes the dense latent of the first stage to occupancy logits at four times its grid: 3-D residual blocks and pixel
 * shuffles. Owns no weights.
 *
 * <p>
 * Reference: TRELLIS.2 {@code models/sparse_structure_vae.py}.
 */
public final class SparseStructureDecoder {
    private static final int NORM_GROUPS = 32;

    private sealed interface Block {
        Tensor forward(Tensor x);
    }

    private record Conv(Tensor weight, Tensor bias) {
        static Conv of(Weights w, String name, Dtype dtype, long out, long in) {
            return new Conv(w.as(dtype).get(name + ".weight", out, in, 3, 3, 3), w.as(dtype).get(name + ".bias", out));
        }

        Tensor apply(Tensor x) { return Nn.conv3d(x, weight, Optional.of(bias), 1); }
    }

    private record Norm(Tensor weight, Tensor bias) {
        static Norm of(Weights w, String name, long channels) {
            return new Norm(w.as(Dtype.F32).get(name + ".weight", channels),
                    w.as(Dtype.F32).get(name + ".bias", channels));
        }

        /** Layer norm over the channels of each voxel, in F32. */
        Tensor apply(Tensor x) {
            return Nn.layerNorm(x.to(Dtype.F32).permute(0, 2, 3, 4, 1), weight, bias, 1e-5).permute(0, 4, 1, 2, 3)
                    .to(x.dtype());
        }
    }

    private record Residual(Norm norm1, Conv conv1, Norm norm2, Conv conv2) implements Block {
        static Residual of(Weights w, String at, Dtype dtype, long c) {
            return new Residual(Norm.of(w, at + "norm1", c), Conv.of(w, at + "conv1", dtype, c, c),
                    Norm.of(w, at + "norm2", c),
                    Conv.of(w, at + "conv2", dtype, c, c));
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.add(conv2.apply(Nn.silu(norm2.apply(conv1.apply(Nn.silu(norm1.apply(x)))))));
        }
    }

    private record Upsample(Conv conv) implements Block {
        @Override
        public Tensor forward(Tensor x) { return Nn.pixelShuffle3d(conv.apply(x), 2); }
    }

    private final SparseStructureDecoderConfig config;
    private final Device device;
    private final Dtype torso;
    private final Conv input;
    private final List<Block> middle = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();
    private final Norm outNorm;
    private final Conv output;

    /**
     * @param torso
     *            type of the inner convolutions
     */
    public SparseStructureDecoder(SparseStructureDecoderConfig config, Weights w, Dtype torso) {
        List<Integer> channels = config.channels();
        this.config = config;
        this.torso = torso;
        this.input = Conv.of(w, "input_layer", Dtype.F32, channels.getFirst(), config.latentChannels());
        this.device = input.weight.device();
        for (int i = 0; i < config.middleBlocks(); i++) {
            middle.add(Residual.of(w, "middle_block." + i + ".", torso, channels.getFirst()));
        }
        for (int level = 0; level < channels.size(); level++) {
            for (int i = 0; i < config.resBlocks(); i++) {
                blocks.add(Residual.of(w, "blocks." + blocks.size() + ".", torso, channels.get(level)));
            }
            if (level + 1 < channels.size()) {
                blocks.add(new Upsample(
                        Conv.of(w, "blocks." + blocks.size() + ".conv", torso, 8L * channels.get(level + 1),
                                channels.get(level))));
            }
        }
        this.outNorm = Norm.of(w, "out_layer.0", channels.getLast());
        this.output = Conv.of(w, "out_layer.2", Dtype.F32, config.outChannels(), channels.getLast());
    }

    /**
     * Occupancy logits; a voxel is occupied where its logit is above 0.
     *
     * @param latent
     *            [B, latentChannels, r, r, r]
     * @return [B, outChannels, R, R, R], F32
     */
    public Tensor forward(Tensor latent, RunContext context) {
        return TensorScope.run(() -> {
            Tensor h = input.apply(latent.to(device, Dtype.F32)).to(torso);
            List<Block> all = new ArrayList<>(middle);
            all.addAll(blocks);
            for (Block block : all) {
                context.check();
                Tensor in = h;
                h = TensorScope.run(() -> block.forward(in));
                in.close();
            }
            Tensor out = h.to(Dtype.F32);
            Tensor normed = config.groupNorm()
                    ? Nn.groupNorm(out, NORM_GROUPS, outNorm.weight, outNorm.bias, 1e-5)
                    : outNorm.apply(out);
            return Finite.require("the sparse-structure decoder's logits", output.apply(Nn.silu(normed)));
        });
    }
}
