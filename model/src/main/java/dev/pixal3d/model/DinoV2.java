// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Attention;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DINOv2 vision transformer, the encoder of MoGe-2. Type as its weights. Owns no weights.
 *
 * <p>
 * Reference: Oquab et al., "DINOv2" (2023); MoGe {@code model/dinov2}.
 */
final class DinoV2 {
    private static final double EPS = 1e-6;

    private record Layer(Tensor norm1Weight, Tensor norm1Bias, Tensor qkvWeight, Tensor qkvBias, Tensor projWeight,
            Tensor projBias, Tensor scale1, Tensor norm2Weight, Tensor norm2Bias, Tensor fc1Weight, Tensor fc1Bias,
            Tensor fc2Weight, Tensor fc2Bias, Tensor scale2) {}

    private final MogeConfig.Backbone config;
    private final Tensor classToken;
    private final Tensor positions;
    private final Tensor patchWeight;
    private final Tensor patchBias;
    private final Tensor normWeight;
    private final Tensor normBias;
    private final List<Layer> layers = new ArrayList<>();

    DinoV2(MogeConfig.Backbone config, Weights w) {
        long c = config.channels();
        long hidden = config.mlpChannels();
        this.config = config;
        this.classToken = w.get("cls_token", 1, 1, c);
        this.positions = w.get("pos_embed", 1, 1 + (long) config.positions() * config.positions(), c);
        this.patchWeight = w.get("patch_embed.proj.weight", c, 3, config.patch(), config.patch());
        this.patchBias = w.get("patch_embed.proj.bias", c);
        this.normWeight = w.get("norm.weight", c);
        this.normBias = w.get("norm.bias", c);
        for (int i = 0; i < config.depth(); i++) {
            Weights l = w.at("blocks." + i);
            layers.add(new Layer(l.get("norm1.weight", c), l.get("norm1.bias", c), l.get("attn.qkv.weight", 3 * c, c),
                    l.get("attn.qkv.bias", 3 * c), l.get("attn.proj.weight", c, c), l.get("attn.proj.bias", c),
                    l.get("ls1.gamma", c), l.get("norm2.weight", c), l.get("norm2.bias", c),
                    l.get("mlp.fc1.weight", hidden, c),
                    l.get("mlp.fc1.bias", hidden), l.get("mlp.fc2.weight", c, hidden), l.get("mlp.fc2.bias", c),
                    l.get("ls2.gamma", c)));
        }
    }

    /**
     * Normed outputs of some blocks.
     *
     * @param image
     *            normalised, [1, 3, rows * patch, columns * patch]
     * @param wanted
     *            0-based blocks
     * @return one [1, C, rows, columns] for each wanted block, without the class token
     */
    List<Tensor> forward(Tensor image, List<Integer> wanted, RunContext context) {
        return TensorScope.runAll(() -> {
            long rows = image.size(2) / config.patch();
            long columns = image.size(3) / config.patch();
            List<Tensor> outputs = new ArrayList<>();
            Tensor x = embed(image);
            for (int i = 0; i < layers.size(); i++) {
                context.check();
                Layer layer = layers.get(i);
                Tensor in = x;
                x = TensorScope.run(() -> block(in, layer));
                if (wanted.contains(i)) {
                    outputs.add(Nn.layerNorm(x, normWeight, normBias, EPS).narrow(1, 1, rows * columns).transpose(1, 2)
                            .reshape(1, config.channels(), rows, columns).contiguous());
                }
                in.close();
            }
            return outputs;
        });
    }

    /** Class and patch tokens with positions, [1, 1 + rows * columns, C]. */
    Tensor embed(Tensor image) {
        Tensor patches = Nn.conv2d(image, patchWeight, Optional.of(patchBias), config.patch(), 0);
        Tensor tokens = Tensor.cat(1, classToken, patches.flatten(2, 3).transpose(1, 2));
        return tokens.add(positions(patches.size(2), patches.size(3)));
    }

    /** The learned positions, resized with the scale factors that the reference gives explicitly. */
    Tensor positions(long rows, long columns) {
        int side = config.positions();
        if (rows == side && columns == side) return positions;
        Tensor grid = positions.narrow(1, 1, (long) side * side).reshape(1, side, side, config.channels()).permute(0, 3,
                1, 2);
        Tensor resized = Nn.resizeBicubicScaled(grid, rows, columns, (rows + 0.1) / side, (columns + 0.1) / side);
        return Tensor.cat(1, positions.narrow(1, 0, 1), resized.flatten(2, 3).transpose(1, 2));
    }

    private Tensor block(Tensor x, Layer l) {
        long n = x.size(1);
        long d = config.channels() / config.heads();
        Tensor qkv = Nn.linear(Nn.layerNorm(x, l.norm1Weight, l.norm1Bias, EPS), l.qkvWeight, l.qkvBias)
                .reshape(1, n, 3, config.heads(), d).permute(2, 0, 3, 1, 4);
        Tensor attended = Attention.of(qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2)).transpose(1, 2).reshape(1,
                n,
                config.channels());
        Tensor h = x.add(Nn.linear(attended, l.projWeight, l.projBias).mul(l.scale1));
        Tensor hidden = Nn.gelu(Nn.linear(Nn.layerNorm(h, l.norm2Weight, l.norm2Bias, EPS), l.fc1Weight, l.fc1Bias));
        return h.add(Nn.linear(hidden, l.fc2Weight, l.fc2Bias).mul(l.scale2));
    }
}
