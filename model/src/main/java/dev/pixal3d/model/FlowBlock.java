// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Attention;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.List;
import java.util.Optional;

/**
 * One block of the flow transformer: modulated self-attention over all tokens, cross-attention to the picture's global
 * tokens plus a linear map of the feature projected to each token, modulated feed-forward layer.
 *
 * <p>
 * Reference: Pixal3D {@code modules/sparse/transformer/modulated.py} and its projected cross-attention.
 */
final class FlowBlock {
    private static final double EPS = 1e-6;
    /** Tokens whose queries or keys are normed and turned at once: bounds the F32 values that take. */
    private static final int CPU_ROWS = 2048;
    private static final int ACCELERATOR_ROWS = 8192;

    /**
     * A block's view of one condition.
     *
     * @param global
     *            global tokens, torso type; unused when keyValue is there
     * @param keyValue
     *            keys and values of the global tokens, [1, H, T, d] each
     * @param projected
     *            projected features [N, P] or, when already mapped, [N, C]
     * @param constant
     *            the whole branch as one vector, under the zero condition
     */
    record Side(Optional<Tensor> global, List<Tensor> keyValue, Optional<Tensor> projected, boolean mapped,
            Optional<Tensor> constant) {}

    private final FlowConfig config;
    private final Dtype torso;
    private final Optional<Tensor> modulation;
    private final List<Tensor> ownModulation;
    private final FlowLayers layers;
    private final Optional<Tensor> queryGamma;
    private final Optional<Tensor> keyGamma;
    private final Optional<Tensor> crossQueryGamma;
    private final Optional<Tensor> crossKeyGamma;
    private final Tensor norm2Weight;
    private final Tensor norm2Bias;

    FlowBlock(FlowConfig config, Weights weights, String prefix, Dtype torso, Matrix.Source kept) {
        long c = config.modelChannels();
        String cross = FlowLayers.crossPrefix(config, prefix);
        this.config = config;
        this.torso = torso;
        this.modulation = config.sharedModulation()
                ? Optional.of(weights.as(Dtype.F32).get(prefix + "modulation", 6 * c))
                : Optional.empty();
        this.ownModulation = config.sharedModulation()
                ? List.of()
                : List.of(weights.as(Dtype.F32).get(prefix + "adaLN_modulation.1.weight", 6 * c, c),
                        weights.as(Dtype.F32).get(prefix + "adaLN_modulation.1.bias", 6 * c));
        this.layers = FlowLayers.of(config, weights, prefix, torso, kept);
        this.queryGamma = gamma(config.queryKeyNorm(), weights, prefix + "self_attn.q_rms_norm.gamma");
        this.keyGamma = gamma(config.queryKeyNorm(), weights, prefix + "self_attn.k_rms_norm.gamma");
        this.crossQueryGamma = gamma(config.crossQueryKeyNorm(), weights, cross + "q_rms_norm.gamma");
        this.crossKeyGamma = gamma(config.crossQueryKeyNorm(), weights, cross + "k_rms_norm.gamma");
        this.norm2Weight = weights.as(Dtype.F32).get(prefix + "norm2.weight", c);
        this.norm2Bias = weights.as(Dtype.F32).get(prefix + "norm2.bias", c);
    }

    private Optional<Tensor> gamma(boolean present, Weights weights, String key) {
        return present
                ? Optional.of(weights.as(Dtype.F32).get(key, config.heads(), config.headChannels())
                        .reshape(config.heads(), 1, config.headChannels()))
                : Optional.empty();
    }

    /** This block's six vectors from what all blocks share, [6C]. */
    Tensor modulation(Tensor shared) {
        return modulation.map(own -> own.add(shared.to(Dtype.F32)).to(torso))
                .orElseGet(() -> Nn.linear(shared, ownModulation.get(0), ownModulation.get(1)).to(torso));
    }

    /** Prepares the condition's part. */
    Side side(Condition condition, FlowShortcuts shortcuts) {
        Optional<Tensor> mapped = shortcuts.projectionOnce()
                ? layers.projection().map(p -> p.apply(condition.projected()))
                : Optional.empty();
        return new Side(Optional.of(condition.global()),
                shortcuts.conditionOnce() ? keyValue(condition.global(), layers) : List.of(),
                mapped.isPresent() ? mapped : layers.projection().map(_ -> condition.projected()), mapped.isPresent(),
                Optional.empty());
    }

    /**
     * The zero condition: all keys are equal, so attention averages equal values and the branch does not depend on the
     * token.
     */
    Side zeroSide() {
        long c = config.modelChannels();
        Tensor value = layers.crossKeyValue().bias().orElseThrow().narrow(0, c, c).reshape(1, c);
        Tensor constant = layers.crossOut().apply(value);
        Tensor all = layers.projection().map(p -> p.bias().orElseThrow().add(constant)).orElse(constant);
        return new Side(Optional.empty(), List.of(), Optional.empty(), false, Optional.of(all));
    }

    /** Its layers, made ready for a step's passes; for the innermost scope. */
    FlowLayers ready(FlowShortcuts shortcuts) {
        return layers.ready(shortcuts);
    }

    /**
     * One pass of a step.
     *
     * @param h
     *            stream [N, C]
     * @param with
     *            what {@link #ready} gave
     */
    Tensor forward(Tensor h, Tensor modulation, Rope3d rope, Side side, FlowLayers with) {
        long c = config.modelChannels();
        List<Tensor> m = modulation.split(0, c, c, c, c, c, c);
        Tensor h1 = TensorScope.run(() -> selfAttention(modulated(h, m.get(0), m.get(1)), rope, with)
                .mulInPlace(m.get(2)).addInPlace(h));
        try (TensorScope _ = TensorScope.open()) {
            h1.addInPlace(conditionBranch(normed(h1), side, with));
        }
        return TensorScope.run(() -> {
            Tensor hidden = Nn.geluTanhInPlace(with.up().apply(modulated(h1, m.get(3), m.get(4))));
            return with.down().apply(hidden).mulInPlace(m.get(5)).addInPlace(h1);
        });
    }

    private Tensor normed(Tensor h) {
        return TensorScope.run(() -> Nn.layerNorm(h.to(Dtype.F32), norm2Weight, norm2Bias, EPS).to(torso));
    }

    /** libtorch sums in F32 and rounds once, whatever the type: as if it were done in F32, without the copies. */
    private Tensor modulated(Tensor h, Tensor shift, Tensor scale) {
        return TensorScope.run(() -> Nn.layerNorm(h, EPS).mulInPlace(scale.add(1.0)).addInPlace(shift));
    }

    private Tensor selfAttention(Tensor a, Rope3d rope, FlowLayers with) {
        long n = a.size(0);
        Tensor qkv = with.toQkv().apply(a).reshape(n, 3, config.heads(), config.headChannels()).permute(1, 2, 0, 3);
        Tensor q = turned(qkv.narrow(0, 0, 1), queryGamma, rope);
        Tensor k = turned(qkv.narrow(0, 1, 1), keyGamma, rope);
        return with.toOut().apply(joined(Attention.of(q, k, qkv.narrow(0, 2, 1))));
    }

    /** Normed and turned queries or keys, [1, H, N, d]. */
    private Tensor turned(Tensor x, Optional<Tensor> gamma, Rope3d rope) {
        long rows = x.device().isCpu() ? CPU_ROWS : ACCELERATOR_ROWS;
        Tensor out = Tensor.empty(torso, x.device(), x.shape());
        for (long from = 0; from < x.size(2); from += rows) {
            long count = Math.min(rows, x.size(2) - from);
            try (TensorScope _ = TensorScope.open()) {
                out.narrow(2, from, count)
                        .copyInPlace(rope.turn(rmsNorm(x.narrow(2, from, count), gamma), from, count));
            }
        }
        return out;
    }

    private Tensor conditionBranch(Tensor a, Side side, FlowLayers with) {
        if (side.constant().isPresent()) return side.constant().get();
        Tensor q = rmsNorm(
                with.crossQuery().apply(a).reshape(1, a.size(0), config.heads(), config.headChannels()).transpose(1, 2),
                crossQueryGamma);
        List<Tensor> kv = side.keyValue().isEmpty() ? keyValue(side.global().orElseThrow(), with) : side.keyValue();
        Tensor crossed = with.crossOut().apply(joined(Attention.of(q, kv.get(0), kv.get(1))));
        return side.projected().map(p -> (side.mapped() ? p : with.projection().orElseThrow().apply(p)).add(crossed))
                .orElse(crossed);
    }

    private List<Tensor> keyValue(Tensor global, FlowLayers with) {
        Tensor kv = with.crossKeyValue().apply(global).reshape(global.size(0), 2, config.heads(), config.headChannels())
                .permute(1,
                        2, 0, 3);
        return List.of(rmsNorm(kv.narrow(0, 0, 1), crossKeyGamma), kv.narrow(0, 1, 1));
    }

    /** [1, H, N, d] to [N, C]. */
    private Tensor joined(Tensor heads) {
        return heads.squeeze(0).transpose(0, 1).reshape(heads.size(2), config.modelChannels());
    }

    /** gamma sqrt(d) x / |x| over a head's channels of [1, H, N, d]. */
    private Tensor rmsNorm(Tensor x, Optional<Tensor> gamma) {
        return gamma.map(
                g -> Nn.normalize(x.to(Dtype.F32), -1, 1e-12).mulInPlace(g)
                        .mulInPlace(Math.sqrt(config.headChannels())).to(torso))
                .orElse(x);
    }
}
