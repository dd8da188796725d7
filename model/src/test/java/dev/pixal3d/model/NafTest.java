// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NafTest {
    private static final double TOLERANCE = 2e-5;

    /** Recordings have sizes of which the reference shrinks some first; those of a run are never so far apart. */
    private static Tensor guideFor(Tensor guide, int target) {
        return guide.size(2) > 4L * target || guide.size(3) > 4L * target
                ? Nn.resizeBilinear(guide, 4L * target, 4L * target, false, false)
                : guide;
    }

    static List<Path> cases() throws IOException { return Golden.cases("naf"); }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferencesFeaturesAtAllPixelsAndAtPoints(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            Naf network = new Naf(NafConfig.read(golden.config("model.json")), weights);
            weights.requireAllUsed();
            List<String> images = golden.names().stream().filter(n -> n.endsWith(".image01")).toList();
            assertThat(images).isNotEmpty();
            for (String name : images) {
                String c = name.substring(0, name.indexOf('.'));
                int target = (int) golden.tensor(c + ".out").size(2);
                Tensor coarse = golden.tensor(c + ".lr").squeeze(0);
                Tensor encoding = network.encode(guideFor(golden.tensor(name).to(Golden.DEVICE), target));
                Tensor queries = network.queries(encoding, target);
                if (golden.has(c + ".queries")) golden.close(queries, c + ".queries", TOLERANCE);
                if (golden.has(c + ".keys")) {
                    golden.close(Naf.keys(queries, coarse.size(1), coarse.size(2)), c + ".keys", TOLERANCE);
                }
                int[] all = IntStream.range(0, target * target).toArray();
                golden.close(network.attend(queries, coarse, target, all, RunContext.silent()).transpose(0, 1),
                        c + ".out",
                        TOLERANCE);
                if (!golden.has(c + ".points_norm")) continue;
                float[] points = golden.floats(c + ".points_norm");
                float[] pixels = new float[points.length];
                for (int i = 0; i < points.length; i++) pixels[i] = (points[i] + 1) * target / 2 - 0.5f;
                golden.close(network.sample(encoding, coarse, target, pixels, target, RunContext.silent()),
                        c + ".sampled",
                        TOLERANCE);
            }
        }
    }
}
