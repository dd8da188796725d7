// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Attention;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * DINOv3 vision transformer as Pixal3D uses it: all tokens of the last layer, layer-normed without the checkpoint's own
 * final norm. F32 throughout. Owns no weights.
 *
 * <p>
 * Reference: Simeoni et al., "DINOv3" (2025); Hugging Face transformers {@code modeling_dinov3_vit.py}.
 */
public final class DinoV3 {
    /** The mean and deviation that pictures are normalised with. */
    static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    /**
     * What the picture looks like to the flows.
     *
     * @param global
     *            class and register tokens, [1 + registers, C]
     * @param patches
     *            feature map, [C, h, w]
     */
    public record Features(Tensor global, Tensor patches) {}

    private record Layer(Tensor norm1Weight, Tensor norm1Bias, Linear query, Linear key, Linear value, Linear out,
            Tensor scale1, Tensor norm2Weight, Tensor norm2Bias, Linear up, Linear down, Tensor scale2) {}

    private final DinoV3Config config;
    private final Device device;
    private final Tensor prefix;
    private final Tensor patchWeight;
    private final Tensor patchBias;
    private final List<Layer> layers = new ArrayList<>();

    public DinoV3(DinoV3Config config, Weights checkpoint) {
        Weights weights = checkpoint.as(Dtype.F32);
        long c = config.channels();
        this.config = config;
        this.prefix = Tensor.cat(1, weights.get("embeddings.cls_token", 1, 1, c),
                weights.get("embeddings.register_tokens", 1, config.registers(), c));
        this.device = prefix.device();
        this.patchWeight = weights.get("embeddings.patch_embeddings.weight", c, 3, config.patch(), config.patch());
        this.patchBias = weights.get("embeddings.patch_embeddings.bias", c);
        for (int i = 0; i < config.layers(); i++) layers.add(layer(weights, "layer." + i + "."));
        // Loaded because the file has them; the reference does not apply the final norm or the mask token.
        weights.ignore(Set.of("norm.weight", "norm.bias", "embeddings.mask_token")::contains);
    }

    private Layer layer(Weights w, String at) {
        long c = config.channels();
        long hidden = config.mlpChannels();
        return new Layer(w.get(at + "norm1.weight", c), w.get(at + "norm1.bias", c),
                linear(w, at + "attention.q_proj", config.queryBias(), c, c),
                linear(w, at + "attention.k_proj", config.keyBias(), c, c),
                linear(w, at + "attention.v_proj", config.valueBias(), c, c),
                linear(w, at + "attention.o_proj", config.outBias(), c, c), w.get(at + "layer_scale1.lambda1", c),
                w.get(at + "norm2.weight", c), w.get(at + "norm2.bias", c),
                linear(w, at + "mlp.up_proj", config.mlpBias(), hidden, c),
                linear(w, at + "mlp.down_proj", config.mlpBias(), c, hidden),
                w.get(at + "layer_scale2.lambda1", c));
    }

    private static Linear linear(Weights weights, String name, boolean bias, long out, long in) {
        return bias
                ? Linear.of(weights, name, Dtype.F32, out, in)
                : Linear.withoutBias(weights, name, Dtype.F32, out, in);
    }

    /**
     * Features of a picture.
     *
     * @param image
     *            [1, 3, S, S] in [0, 1], S a multiple of the patch size
     * @param context
     *            asked before each layer whether to stop
     */
    public Features forward(Tensor image, RunContext context) {
        long side = image.size(3) / config.patch();
        List<Tensor> parts = TensorScope.runAll(() -> {
            Tensor x = embed(image);
            Tensor[] rope = rope(image.size(2) / config.patch(), side);
            for (Layer layer : layers) {
                context.check();
                Tensor in = x;
                x = TensorScope.run(() -> block(in, layer, rope[0], rope[1]));
                in.close();
            }
            Tensor features = Nn.layerNorm(x, 1e-5).squeeze(0);
            long skip = 1L + config.registers();
            Tensor patches = features.narrow(0, skip, features.size(0) - skip).transpose(0, 1)
                    .reshape(config.channels(), image.size(2) / config.patch(), side);
            return List.of(features.narrow(0, 0, skip).copy(), patches.copy());
        });
        return new Features(Finite.require("DINOv3's global tokens", parts.get(0)),
                Finite.require("DINOv3's patch features", parts.get(1)));
    }

    /** Prefix and patch tokens, [1, 1 + registers + hw, C]. */
    Tensor embed(Tensor image) {
        Tensor normalised = image.to(device, Dtype.F32).sub(Tensor.of(MEAN, 1, 3, 1, 1).to(device))
                .div(Tensor.of(DEVIATION, 1, 3, 1, 1).to(device));
        Tensor patches = Nn.conv2d(normalised, patchWeight, Optional.of(patchBias), config.patch(), 0).flatten(2, 3)
                .transpose(1, 2);
        return Tensor.cat(1, prefix, patches);
    }

    /** Cosine and sine of the patch tokens' angles, [hw, d] each: rows first, then columns, repeated twice. */
    Tensor[] rope(long rows, long columns) {
        int quarter = config.headChannels() / 4;
        float[] angles = new float[(int) (rows * columns) * 4 * quarter];
        int at = 0;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double y = (r + 0.5) / rows * 2 - 1;
                double x = (c + 0.5) / columns * 2 - 1;
                for (int repeat = 0; repeat < 2; repeat++) {
                    for (int k = 0; k < 2 * quarter; k++) {
                        double frequency = 1 / Math.pow(config.ropeTheta(), (double) (k % quarter) / quarter);
                        angles[at++] = (float) (2 * Math.PI * (k < quarter ? y : x) * frequency);
                    }
                }
            }
        }
        Tensor table = Tensor.of(angles, rows * columns, 4L * quarter);
        return new Tensor[]{table.cos().to(device), table.sin().to(device)};
    }

    private Tensor block(Tensor x, Layer layer, Tensor cos, Tensor sin) {
        Tensor a = Nn.layerNorm(x, layer.norm1Weight, layer.norm1Bias, config.eps());
        Tensor q = turned(heads(layer.query.apply(a)), cos, sin);
        Tensor k = turned(heads(layer.key.apply(a)), cos, sin);
        Tensor attended = Attention.of(q, k, heads(layer.value.apply(a)));
        Tensor joined = attended.transpose(1, 2).reshape(1, x.size(1), config.channels());
        Tensor h = x.add(layer.out.apply(joined).mul(layer.scale1));
        Tensor b = Nn.layerNorm(h, layer.norm2Weight, layer.norm2Bias, config.eps());
        return h.add(layer.down.apply(Nn.gelu(layer.up.apply(b))).mul(layer.scale2));
    }

    private Tensor heads(Tensor x) {
        return x.reshape(1, x.size(1), config.heads(), config.headChannels()).transpose(1, 2);
    }

    /** Turns the patch tokens and leaves the prefix as it is. */
    private Tensor turned(Tensor heads, Tensor cos, Tensor sin) {
        long skip = 1L + config.registers();
        return TensorScope.run(() -> Tensor.cat(2, heads.narrow(2, 0, skip),
                Nn.rotateHalves(heads.narrow(2, skip, heads.size(2) - skip), cos, sin)));
    }
}
