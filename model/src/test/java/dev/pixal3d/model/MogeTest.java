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
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
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
                    Weights weights = golden.weights(file);
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
        Moge.PointMap map = network.points(image, RunContext.silent());
        if (name.equals("intrinsics")) {
            // Relative, as the reference's own tolerance: points grow with their distance.
            float[] points = golden.floats("points");
            double worst = 0;
            for (int i = 0; i < points.length; i++) {
                worst = Math.max(worst, Math.abs(map.points()[i] - points[i]) / Math.max(1, Math.abs(points[i])));
            }
            golden.record("points", 1e-3, worst);
            assertThat(worst).as("largest error of points").isLessThanOrEqualTo(1e-3);
            golden.close(map.mask(), golden.floats("mask"), "mask", 5e-4);
        }
        FocalShift.Fit fit = map.fit();
        assertThat(fit.isFound()).isTrue();
        double aspect = (double) image.size(2) / image.size(1);
        float[] expected = golden.floats(name);
        golden.record(name, 1e-3, Math.abs(fit.focalX(aspect) / expected[0] - 1));
        assertThat(fit.focalX(aspect)).isCloseTo(expected[0], Percentage.withPercentage(0.1));
        assertThat(aspect * fit.focalX(aspect)).isCloseTo(expected[4], Percentage.withPercentage(0.1));
    }

    private static boolean anyOf(boolean[] flags) {
        for (boolean flag : flags) if (flag) return true;
        return false;
    }

    /** A picture in which one pixel is valid has no field of view; that must show. */
    @Test
    void fewerThanTwoSamplesAreNoFit() {
        float[] points = new float[3 * 64 * 64];
        Arrays.fill(points, 1);
        boolean[] valid = new boolean[64 * 64];
        assertThat(FocalShift.fit(points, valid, 64, 64)).isEqualTo(new FocalShift.Fit(1, 0, 0));
        valid[70] = true;
        assertThat(FocalShift.fit(points, valid, 64, 64).isFound()).isFalse();
        valid[71] = true;
        assertThat(FocalShift.fit(points, valid, 64, 64).isFound()).isTrue();
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
                    assertThat(fit.isFound()).as(c).isEqualTo(fit.samples() > 1);
                    assertThat(fit.samples() > 0).as(c).isEqualTo(anyOf(valid));
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
