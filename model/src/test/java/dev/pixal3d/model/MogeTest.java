// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MogeTest {
    static List<Path> networks() throws IOException { return Golden.cases("moge"); }

    static List<Path> fits() throws IOException { return Golden.cases("focal_shift"); }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheReferencesFeaturesAndIntrinsics(Path folder) throws IOException {
        for (String file : List.of("model.safetensors", "model.pt")) {
            if (!Files.exists(folder.resolve(file))) continue;
            try (Golden golden = Golden.open(folder);
                    Weights weights = Weights.open(golden.file(file));
                    TensorScope _ = TensorScope.open()) {
                MogeConfig config = MogeConfig.read(golden.config("model.json"));
                Moge network = new Moge(config, weights);
                weights.requireAllUsed();
                Tensor image = golden.tensor("image");
                double aspect = (double) image.size(2) / image.size(1);
                int[] base = golden.tensor("base_hw").ints();
                if (golden.tensor("num_tokens").ints()[0] == config.tokensHigh()) {
                    assertThat(network.base(aspect)).isEqualTo(base);
                }
                golden.close(network.encode(image, base[0], base[1], RunContext.silent()), "encoder_out", 5e-4);
                List<Tensor> pyramid = network.pyramid(image, base[0], base[1], RunContext.silent());
                for (int l = 0; golden.has("neck_out" + l); l++) golden.close(pyramid.get(l), "neck_out" + l, 5e-4);
                intrinsics(golden, network, image, "intrinsics");
                if (golden.has("image_sq")) { intrinsics(golden, network, golden.tensor("image_sq"), "intrinsics_sq"); }
            }
        }
    }

    private static void intrinsics(Golden golden, Moge network, Tensor image, String name) {
        FocalShift.Fit fit = network.fit(image, RunContext.silent());
        double aspect = (double) image.size(2) / image.size(1);
        float[] expected = golden.floats(name);
        golden.record(name, 1e-3, Math.abs(fit.focalX(aspect) / expected[0] - 1));
        assertThat(fit.focalX(aspect)).isCloseTo(expected[0], Percentage.withPercentage(0.1));
        assertThat(fit.focalY(aspect)).isCloseTo(expected[4], Percentage.withPercentage(0.1));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void fitsFocalAndShiftAsTheReferenceDoes(Path folder) {
        try (Golden golden = Golden.open(folder)) {
            List<String> names = golden.names().stream().filter(n -> n.endsWith(".points")).toList();
            assertThat(names).isNotEmpty();
            for (String points : names) {
                String c = points.substring(0, points.indexOf('.'));
                try (TensorScope _ = TensorScope.open()) {
                    Tensor map = golden.tensor(points);
                    int height = (int) map.size(0);
                    int width = (int) map.size(1);
                    byte[] mask = golden.tensor(c + ".mask").bytes();
                    boolean[] valid = new boolean[mask.length];
                    for (int i = 0; i < mask.length; i++) valid[i] = mask[i] != 0;
                    FocalShift.Fit fit = FocalShift.fit(golden.floats(points), valid, width, height);
                    double aspect = (double) width / height;
                    float focal = golden.floats(c + ".focal")[0];
                    assertThat(fit.focal()).as(c).isCloseTo(focal, Offset.offset(1e-4 * focal));
                    assertThat(fit.shift()).as(c).isCloseTo(golden.floats(c + ".shift")[0], Offset.offset(1e-4));
                    assertThat(2 * Math.atan(0.5 / fit.focalX(aspect))).as(c).isCloseTo(golden.floats(c + ".fov_x")[0],
                            Offset.offset(1e-4));
                }
            }
        }
    }
}
