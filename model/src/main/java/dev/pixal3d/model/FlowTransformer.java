// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The diffusion transformer of all four stages: dense for the sparse structure, over sparse tokens for the structured
 * latents. Weights inside the blocks' linear layers have the torso type; the embedders, norms and the stream's ends are
 * F32. The network owns no weights: it must not be used after its {@link Weights} are closed.
 *
 * <p>
 * The passes of a guided step, with the condition and without, go through the network together, block by block: a
 * block's weights are made ready once (copied to the device, dequantised), then each pass is computed by itself, so
 * that it is to the last bit what it is alone.
 *
 * <p>
 * Rejected: a batch of two. On a CPU it gave the same bits and took longer (a block 1,536 wide, 4,096 tokens, both
 * passes, one thread: 4.85 s of processor time against 4.08 s in bf16, 4.42 against 4.03 with weights of 8 bits), and
 * it holds the hidden layer of both passes at once; on other devices kernels are chosen by shape, so equal bits would
 * be luck. Not done: the first block's self-attention, which both passes share, once: a sixtieth of all
 * self-attention.
 *
 * <p>
 * Reference: Pixal3D {@code models/sparse_structure_flow.py}, {@code models/structured_latent_flow.py}; Peebles and
 * Xie, "Scalable Diffusion Models with Transformers" (2023).
 */
public final class FlowTransformer {
    private static final int TIME_CHANNELS = 256;

    private final FlowConfig config;
    private final Dtype torso;
    private final Device device;
    private final List<FlowBlock> blocks = new ArrayList<>();
    private final Tensor inputWeight;
    private final Tensor inputBias;
    private final Tensor outputWeight;
    private final Tensor outputBias;
    private final Tensor time0Weight;
    private final Tensor time0Bias;
    private final Tensor time2Weight;
    private final Tensor time2Bias;
    private final Optional<Tensor> modulationWeight;
    private final Optional<Tensor> modulationBias;

    /**
     * Takes the weights it needs, checking their shapes.
     *
     * @param torso
     *            type of the blocks' linear layers and of the stream
     * @param kept
     *            how the blocks' linear layers are kept
     */
    public FlowTransformer(FlowConfig config, Weights weights, Dtype torso, FlowWeights kept) {
        this(config, weights, torso, kept::matrix);
    }

    FlowTransformer(FlowConfig config, Weights weights, Dtype torso, Matrix.Source kept) {
        long c = config.modelChannels();
        this.config = config;
        this.torso = torso;
        this.inputWeight = weights.as(Dtype.F32).get("input_layer.weight", c, config.inChannels());
        this.device = inputWeight.device();
        this.inputBias = weights.as(Dtype.F32).get("input_layer.bias", c);
        this.outputWeight = weights.as(Dtype.F32).get("out_layer.weight", config.outChannels(), c);
        this.outputBias = weights.as(Dtype.F32).get("out_layer.bias", config.outChannels());
        this.time0Weight = weights.as(Dtype.F32).get("t_embedder.mlp.0.weight", c, TIME_CHANNELS);
        this.time0Bias = weights.as(Dtype.F32).get("t_embedder.mlp.0.bias", c);
        this.time2Weight = weights.as(Dtype.F32).get("t_embedder.mlp.2.weight", c, c);
        this.time2Bias = weights.as(Dtype.F32).get("t_embedder.mlp.2.bias", c);
        boolean shared = config.sharedModulation();
        this.modulationWeight = shared
                ? Optional.of(weights.as(Dtype.F32).get("adaLN_modulation.1.weight", 6 * c, c))
                : Optional.empty();
        this.modulationBias = shared
                ? Optional.of(weights.as(Dtype.F32).get("adaLN_modulation.1.bias", 6 * c))
                : Optional.empty();
        for (int i = 0; i < config.blocks(); i++)
            blocks.add(new FlowBlock(config, weights, "blocks." + i + ".", torso, kept));
    }

    public FlowConfig config() { return config; }

    /**
     * Prepares what stays the same over a stage. Call inside the scope that lives as long as the stage.
     *
     * @param coords
     *            xyz of each token, length 3N
     * @param condition
     *            of these tokens
     */
    public Stage stage(int[] coords, Condition condition, FlowShortcuts shortcuts) {
        return new Stage(coords, condition, shortcuts);
    }

    /** One stage: fixed tokens and condition, many times. */
    public final class Stage {
        private final FlowShortcuts shortcuts;
        private final Rope3d rope;
        private final List<FlowBlock.Side> positive = new ArrayList<>();
        private final List<FlowBlock.Side> negative = new ArrayList<>();

        private Stage(int[] coords, Condition condition, FlowShortcuts shortcuts) {
            this.shortcuts = shortcuts;
            this.rope = Rope3d.of(coords, config.headChannels(), config.ropeLow(), config.ropeHigh(), device);
            Condition given = new Condition(condition.global().to(device, torso),
                    condition.projected().to(device, torso));
            Condition zero = shortcuts.zeroCondition()
                    ? given
                    : new Condition(given.global().mul(0.0), given.projected().mul(0.0));
            for (FlowBlock block : blocks) {
                positive.add(block.side(given, shortcuts));
                negative.add(shortcuts.zeroCondition() ? block.zeroSide() : block.side(zero, shortcuts));
            }
        }

        /**
         * The velocities of tokens x [N, inChannels] at 1000 t, as [N, outChannels], F32.
         *
         * @param conditioned
         *            for each pass, whether the condition is given; else the zero condition
         */
        public List<Tensor> forward(Tensor x, float time, boolean... conditioned) {
            return TensorScope.runAll(() -> {
                List<Tensor> modulation = modulations(time);
                Tensor start = Nn.linear(x.to(device, Dtype.F32), inputWeight, inputBias).to(torso);
                Tensor[] streams = new Tensor[conditioned.length];
                Arrays.fill(streams, start);
                for (int i = 0; i < blocks.size(); i++) advance(i, modulation.get(i), streams, conditioned);
                return Arrays.stream(streams).map(h -> TensorScope
                        .run(() -> Nn.linear(Nn.layerNorm(h.to(Dtype.F32), 1e-5), outputWeight, outputBias))).toList();
            });
        }

        /** Takes each stream through block i. */
        private void advance(int i, Tensor modulation, Tensor[] streams, boolean... conditioned) {
            FlowBlock block = blocks.get(i);
            try (TensorScope scope = TensorScope.open()) {
                FlowLayers layers = block.ready(shortcuts);
                for (int pass = 0; pass < streams.length; pass++) {
                    Tensor in = streams[pass];
                    FlowBlock.Side side = (conditioned[pass] ? positive : negative).get(i);
                    streams[pass] = scope.keep(
                            TensorScope.run(() -> block.forward(in, modulation, rope, side, layers)));
                    if (i > 0) in.close();
                }
            }
        }
    }

    /** The six shift, scale and gate vectors of every block at a time, [6C] each, torso type. */
    private List<Tensor> modulations(float time) {
        return TensorScope.runAll(() -> {
            Tensor embedded = embedTime(time);
            Tensor shared = sharedModulation(embedded);
            return blocks.stream().map(block -> block.modulation(shared)).toList();
        });
    }

    /** The time's embedding, [C], F32. */
    Tensor embedTime(float time) {
        int half = TIME_CHANNELS / 2;
        Tensor frequency = Tensor.arange(0, half, Device.CPU).to(Dtype.F32).mul(-Math.log(10000)).div(half).exp();
        Tensor angle = frequency.mul((double) time);
        Tensor waves = Tensor.cat(0, angle.cos(), angle.sin()).to(device, Dtype.F32);
        return Nn.linear(Nn.silu(Nn.linear(waves, time0Weight, time0Bias)), time2Weight, time2Bias);
    }

    private Tensor sharedModulation(Tensor embedded) {
        Tensor active = Nn.silu(embedded);
        return modulationWeight.isPresent() && modulationBias.isPresent()
                ? Nn.linear(active, modulationWeight.get(), modulationBias.get()).to(torso)
                : active;
    }
}
