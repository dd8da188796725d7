// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowTransformerTest {
    private static final double TOLERANCE = 2e-5;
    private static final double INT8_TOLERANCE = 5e-2;

    static List<Path> cases() throws IOException { return Golden.cases("ss_flow", "slat_flow"); }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferencesVelocities(Path folder) throws IOException {
        run(folder, Dtype.F32, FlowShortcuts.ALL, TOLERANCE, "out.t", "out_neg.t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameWithoutShortcuts(Path folder) throws IOException {
        run(folder, Dtype.F32, FlowShortcuts.NONE, TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(true, false, false), TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(false, true, false), TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(false, false, true), TOLERANCE, "out.t", "out_neg.t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysNearTheReferenceInBf16(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder)) {
            assumeThat(golden.names()).as("recordings in bf16").anyMatch(n -> n.startsWith("out_bf16torso.t"));
        }
        run(folder, Dtype.BF16, FlowShortcuts.ALL, 5e-2, "out_bf16torso.t", "-");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysNearTheReferenceInFp16(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder)) {
            assumeThat(golden.names()).as("recordings in fp16").anyMatch(n -> n.startsWith("out_fp16torso.t"));
        }
        run(folder, Dtype.F16, FlowShortcuts.ALL, 1e-2, "out_fp16torso.t", "-");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void weightsThatAreStreamedAreExact(Path folder) throws IOException {
        run(folder, Dtype.F32, FlowWeights.STREAMED, FlowShortcuts.ALL, TOLERANCE, "out.t", "out_neg.t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysNearTheReferenceWithWeightsOf8Bits(Path folder) throws IOException {
        run(folder, Dtype.F32, FlowWeights.INT8, FlowShortcuts.ALL, INT8_TOLERANCE, "out.t", "out_neg.t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePassesOfAGuidedStepAreToTheLastBitWhatEachIsAlone(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder)) {
            for (FlowWeights kept : FlowWeights.values()) {
                for (Dtype torso : List.of(Dtype.F32, Dtype.BF16)) {
                    for (FlowShortcuts shortcuts : List.of(FlowShortcuts.ALL, FlowShortcuts.NONE)) {
                        try (Weights weights = golden.weights("model.safetensors");
                                TensorScope _ = TensorScope.open()) {
                            FlowTransformer network = new FlowTransformer(
                                    FlowConfig.read(golden.config("model.json")), weights, torso, kept);
                            Sample sample = samples(golden).getFirst();
                            FlowTransformer.Stage stage = network.stage(sample.coords, sample.condition, shortcuts);
                            List<Tensor> both = stage.forward(sample.tokens, 700, true, false);
                            float[] positive = both.getFirst().floats();
                            float[] negative = both.getLast().floats();
                            assertThat(both).hasSize(2);
                            assertThat(positive).isNotEqualTo(negative)
                                    .isEqualTo(stage.forward(sample.tokens, 700, true).getFirst().floats());
                            assertThat(negative)
                                    .isEqualTo(stage.forward(sample.tokens, 700, false).getFirst().floats());
                        }
                    }
                }
            }
        }
    }

    /** Tells when it is made ready. */
    private record Told(Matrix matrix, Runnable made) implements Matrix {
        @Override
        public Tensor tensor() {
            made.run();
            return matrix.tensor();
        }

        @Override
        public Device device() { return matrix.device(); }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aGuidedStepMakesEachWeightThatItUsesReadyOnce(Path folder) throws IOException {
        List<String> made = new ArrayList<>();
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            List<String> all = new ArrayList<>();
            FlowTransformer network = new FlowTransformer(FlowConfig.read(golden.config("model.json")), weights,
                    Dtype.F32, (from, device, name, type, out, in) -> {
                        all.add(name);
                        return new Told(FlowWeights.INT8.matrix(from, device, name, type, out, in),
                                () -> made.add(name));
                    });
            Sample sample = samples(golden).getFirst();
            FlowTransformer.Stage slow = network.stage(sample.coords, sample.condition, FlowShortcuts.NONE);
            made.clear();
            slow.forward(sample.tokens, 700, true, false);
            assertThat(made).containsExactlyInAnyOrderElementsOf(all);
            FlowTransformer.Stage fast = network.stage(sample.coords, sample.condition, FlowShortcuts.ALL);
            made.clear();
            fast.forward(sample.tokens, 700, true, false);
            assertThat(made).containsExactlyInAnyOrderElementsOf(all.stream()
                    .filter(name -> !name.endsWith(".to_kv.weight") && !name.endsWith(".proj_linear.weight")).toList());
        }
    }

    private static void run(Path folder, Dtype torso, FlowShortcuts shortcuts, double tolerance, String positive,
            String negative) throws IOException {
        run(folder, torso, FlowWeights.WHOLE, shortcuts, tolerance, positive, negative);
    }

    private static void run(Path folder, Dtype torso, FlowWeights kept, FlowShortcuts shortcuts, double tolerance,
            String positive, String negative) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            FlowConfig config = FlowConfig.read(golden.config("model.json"));
            FlowTransformer network = new FlowTransformer(config, weights, torso, kept);
            weights.requireAllUsed();
            float[] times = golden.floats("t");
            int compared = 0;
            for (Sample sample : samples(golden)) {
                FlowTransformer.Stage stage = network.stage(sample.coords, sample.condition, shortcuts);
                for (int i = 0; i < times.length; i++) {
                    compared += sample.compare(golden, stage, times[i], true, positive + i, tolerance);
                    compared += sample.compare(golden, stage, times[i], false, negative + i, tolerance);
                }
            }
            assertThat(compared).isPositive();
        }
    }

    /** One item of the recorded batch: dense [B, C, r, r, r], or rows whose first coordinate is the item. */
    private record Sample(int item, boolean dense, int from, int[] coords, Tensor tokens, Condition condition) {
        int compare(Golden golden, FlowTransformer.Stage stage, float time, boolean conditioned, String name,
                double tolerance) {
            if (!golden.has(name)) return 0;
            Tensor all = golden.tensor(name);
            Tensor expected = dense
                    ? all.select(0, item).flatten(1, 3).transpose(0, 1)
                    : all.narrow(0, from, tokens.size(0));
            golden.close(stage.forward(tokens, time, conditioned).getFirst(), expected, name, tolerance);
            return 1;
        }
    }

    private static List<Sample> samples(Golden golden) {
        Tensor x = golden.tensor("x");
        boolean dense = x.rank() == 5;
        Tensor global = golden.tensor("cond.global");
        List<Sample> samples = new ArrayList<>();
        if (dense) {
            for (int b = 0; b < x.size(0); b++) {
                Tensor tokens = x.select(0, b).flatten(1, 3).transpose(0, 1);
                Tensor projected = golden.has("cond.proj")
                        ? golden.tensor("cond.proj").select(0, b)
                        : Tensor.zeros(Dtype.F32, Device.CPU, tokens.size(0), 0);
                samples.add(new Sample(b, true, 0, DenseGrid.coords((int) x.size(2)), tokens,
                        new Condition(global.select(0, b), projected)));
            }
            return samples;
        }
        if (golden.has("concat_cond")) x = Tensor.cat(1, x, golden.tensor("concat_cond"));
        int[] rows = golden.ints("coords");
        for (int from = 0, b = 0; from < x.size(0); b++) {
            int to = from;
            while (to < x.size(0) && rows[4 * to] == rows[4 * from]) to++;
            int[] xyz = new int[3 * (to - from)];
            for (int i = 0; i < xyz.length; i++) xyz[i] = rows[4 * (from + i / 3) + 1 + i % 3];
            Tensor projected = golden.has("cond.proj")
                    ? golden.tensor("cond.proj").reshape(x.size(0), -1).narrow(0, from, to - from)
                    : Tensor.zeros(Dtype.F32, Device.CPU, to - from, 0);
            samples.add(new Sample(b, false, from, xyz, x.narrow(0, from, to - from),
                    new Condition(global.select(0, Math.min(b, global.size(0) - 1)), projected)));
            from = to;
        }
        return samples;
    }
}
