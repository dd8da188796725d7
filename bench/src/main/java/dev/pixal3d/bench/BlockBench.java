// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.model.Condition;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowShortcuts;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.torch.Attention;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Noise;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of {@link NeuralBench} that measures a guided step of one block of the flow transformer: both passes one
 * after the other or together, and what its two largest parts take of it.
 */
final class BlockBench {
    private static final int WIDTH = 1536;
    private static final int HEADS = 12;
    private static final int HIDDEN = 8192;
    private static final int PROJECTED = 2048;
    private static final int GLOBAL = 5;
    private static final FlowConfig CONFIG = new FlowConfig(64, 32, 32, WIDTH, 1024, 1, HEADS, PROJECTED, HIDDEN, 1,
            10000, true, true, true);

    private final NeuralBench bench;
    private final Path file;
    private final int tokens;

    private BlockBench(NeuralBench bench, Path file, int tokens) {
        this.bench = bench;
        this.file = file;
        this.tokens = tokens;
    }

    static void all(NeuralBench bench, int tokens) throws IOException {
        Path file = Files.createTempFile("pixal3d-block", ".safetensors");
        try {
            NeuralBench.writeRandom(file,
                    recorder -> new FlowTransformer(CONFIG, recorder, Dtype.F32, FlowWeights.WHOLE));
            new BlockBench(bench, file, tokens).all();
        } finally {
            Files.delete(file);
        }
    }

    private void all() throws IOException {
        NeuralBench.Timing plain = step(Dtype.F32, FlowWeights.WHOLE, FlowShortcuts.NONE, false).getFirst();
        row("fp32, plain", plain, plain);
        row("fp32, shortcuts", step(Dtype.F32, FlowWeights.WHOLE, FlowShortcuts.ALL, true).getFirst(), plain);
        row("bf16, plain", step(Dtype.BF16, FlowWeights.WHOLE, FlowShortcuts.NONE, false).getFirst(), plain);
        NeuralBench.Timing whole = plain;
        for (FlowWeights kept : FlowWeights.values()) {
            if (kept == FlowWeights.STREAMED && bench.device().isCpu()) continue;
            List<NeuralBench.Timing> both = step(Dtype.BF16, kept, FlowShortcuts.ALL, false, true);
            row("bf16, shortcuts, %s, a pass at a time".formatted(kept.word()), both.getFirst(), plain);
            row("bf16, shortcuts, %s, both passes".formatted(kept.word()), both.getLast(), plain);
            if (kept == FlowWeights.WHOLE) whole = both.getLast();
        }
        parts(whole);
    }

    private void row(String what, NeuralBench.Timing timing, NeuralBench.Timing against) {
        double n = tokens;
        double linear = 2 * n * WIDTH * (4.0 * WIDTH + 2.0 * HIDDEN);
        bench.row("block, %d tokens, %s".formatted(tokens, what), timing, against, 2 * (linear + attentionFlops())
                + 4 * n * WIDTH * WIDTH + 2 * n * PROJECTED * WIDTH);
    }

    private double attentionFlops() { return 4.0 * tokens * tokens * WIDTH; }

    /**
     * A step's costs.
     *
     * @param together
     *            for each timing, whether both passes go through the block together
     */
    private List<NeuralBench.Timing> step(Dtype torso, FlowWeights kept, FlowShortcuts shortcuts, boolean... together)
            throws IOException {
        try (TensorScope _ = TensorScope.open();
                Weights weights = Weights.open(file).on(bench.device());
                Noise noise = new Noise(1)) {
            int[] coords = new int[3 * tokens];
            for (int i = 0; i < coords.length; i++) coords[i] = i / 3 >> 4 * (i % 3) & 15;
            Condition condition = new Condition(noise.next(GLOBAL, CONFIG.condChannels()),
                    noise.next(tokens, PROJECTED));
            FlowTransformer.Stage stage = new FlowTransformer(CONFIG, weights, torso, kept).stage(coords, condition,
                    shortcuts);
            Tensor x = noise.next(tokens, CONFIG.inChannels()).to(bench.device());
            float[] now = {1000};
            List<NeuralBench.Work> works = new ArrayList<>();
            for (boolean both : together) {
                works.add(() -> {
                    now[0]--;
                    if (both) {
                        stage.forward(x, now[0], true, false);
                    } else {
                        stage.forward(x, now[0], true);
                        stage.forward(x, now[0], false);
                    }
                });
            }
            return bench.times(works);
        }
    }

    /**
     * Of both passes, self-attention without its linear layers and the layer into the hidden width; once, a block's
     * weights from 8 bits.
     */
    private void parts(NeuralBench.Timing block) {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(2)) {
            Tensor[] qkv = new Tensor[3];
            for (int i = 0; i < qkv.length; i++) {
                qkv[i] = noise.next(1, HEADS, tokens, WIDTH / HEADS).to(bench.device(), Dtype.BF16);
            }
            Tensor x = noise.next(tokens, WIDTH).to(bench.device(), Dtype.BF16);
            Tensor weight = noise.next(HIDDEN, WIDTH).mul(0.02).to(bench.device(), Dtype.BF16);
            Tensor bias = noise.next(HIDDEN).to(bench.device(), Dtype.BF16);
            Tensor values = noise.next(6 * WIDTH + 2 * HIDDEN, WIDTH).mul(100).to(bench.device(), Dtype.I8);
            Tensor scale = noise.next(6 * WIDTH + 2 * HIDDEN, 1).to(bench.device());
            part("self-attention", block, 2 * attentionFlops(), () -> {
                Attention.of(qkv[0], qkv[1], qkv[2]);
                Attention.of(qkv[0], qkv[1], qkv[2]);
            });
            part("up-projection", block, 4.0 * tokens * WIDTH * HIDDEN, () -> {
                Nn.linear(x, weight, bias);
                Nn.linear(x, weight, bias);
            });
            part("weights from 8 bits, once", block, values.numel(),
                    () -> values.to(Dtype.BF16).mulInPlace(scale));
        }
    }

    private void part(String what, NeuralBench.Timing block, double flops, NeuralBench.Work work) {
        bench.row("of bf16, shortcuts, whole, both passes: " + what, bench.time(work), block, flops);
    }
}
