// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowTransformerTest {
    private static final double TOLERANCE = 2e-5;

    static List<Path> cases() throws IOException {
        return Stream.concat(Golden.cases("ss_flow").stream(), Golden.cases("slat_flow").stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferencesVelocities(Path folder) throws IOException {
        run(folder, Dtype.F32, FlowShortcuts.ALL, TOLERANCE, "out.t", "out_neg.t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameWithoutShortcuts(Path folder) throws IOException {
        run(folder, Dtype.F32, FlowShortcuts.NONE, TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(true, false, false, false), TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(false, true, false, false), TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(false, false, true, false), TOLERANCE, "out.t", "out_neg.t");
        run(folder, Dtype.F32, new FlowShortcuts(false, false, false, true), TOLERANCE, "out.t", "out_neg.t");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysNearTheReferenceInBf16(Path folder) throws IOException {
        run(folder, Dtype.BF16, FlowShortcuts.ALL, 5e-2, "out_bf16torso.t", "-");
    }

    private static void run(Path folder, Dtype torso, FlowShortcuts shortcuts, double tolerance, String positive,
            String negative) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = Weights.open(golden.file("model.safetensors"));
                TensorScope _ = TensorScope.open()) {
            FlowConfig config = FlowConfig.read(golden.config("model.json"));
            FlowTransformer network = new FlowTransformer(config, weights, torso);
            weights.requireAllUsed();
            Tensor x = golden.tensor("x");
            boolean dense = x.rank() == 5;
            Tensor tokens = dense ? x.flatten(2, 4).squeeze(0).transpose(0, 1) : x;
            if (golden.has("concat_cond")) tokens = Tensor.cat(1, tokens, golden.tensor("concat_cond"));
            Tensor projected = golden.has("cond.proj")
                    ? golden.tensor("cond.proj").reshape(tokens.size(0), -1)
                    : Tensor.zeros(Dtype.F32, Device.CPU, tokens.size(0), 0);
            FlowTransformer.Stage stage = network.stage(coords(golden, dense, x),
                    new Condition(golden.tensor("cond.global").squeeze(0), projected), shortcuts);
            float[] times = golden.floats("t");
            int compared = 0;
            for (int i = 0; i < times.length; i++) {
                compared += compare(golden, stage, tokens, times[i], true, positive + i, dense, tolerance);
                compared += compare(golden, stage, tokens, times[i], false, negative + i, dense, tolerance);
            }
            assertThat(compared).isPositive();
        }
    }

    private static int compare(Golden golden, FlowTransformer.Stage stage, Tensor tokens, float time,
            boolean conditioned,
            String name, boolean dense, double tolerance) {
        if (!golden.has(name)) return 0;
        Tensor out = stage.forward(tokens, time, conditioned);
        golden.close(dense ? out.transpose(0, 1) : out, name, tolerance);
        return 1;
    }

    private static int[] coords(Golden golden, boolean dense, Tensor x) {
        if (dense) return DenseGrid.coords((int) x.size(2));
        int[] rows = golden.ints("coords");
        int[] xyz = new int[rows.length / 4 * 3];
        for (int i = 0; i < xyz.length; i++) xyz[i] = rows[i / 3 * 4 + 1 + i % 3];
        return xyz;
    }
}
