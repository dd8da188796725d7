// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DinoV3Test {
    static List<Path> cases() throws IOException { return Golden.cases("dinov3"); }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferencesFeatures(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            DinoV3Config config = DinoV3Config.read(golden.config("model.json"));
            DinoV3 network = new DinoV3(config, weights);
            weights.requireAllUsed();
            List<String> images = golden.names().stream().filter(n -> n.endsWith(".image01")).toList();
            assertThat(images).isNotEmpty();
            for (String name : images) {
                String size = name.substring(0, name.indexOf('.'));
                Tensor image = golden.tensor(name);
                if (golden.has(size + ".embeddings")) {
                    golden.close(network.embed(image.to(Golden.DEVICE)), size + ".embeddings", 1e-5);
                }
                DinoV3.Features features = network.forward(image.to(Golden.DEVICE), RunContext.silent());
                Tensor all = Tensor.cat(0, features.global(), features.patches().flatten(1, 2).transpose(0, 1));
                golden.close(all, size + ".features", 1e-5);
                Tensor[] rope = network.rope(image.size(2) / config.patch(), image.size(3) / config.patch());
                compare(golden, rope[0], size + ".rope.cos", 1e-5);
                compare(golden, rope[1], size + ".rope.sin", 1e-5);
                compare(golden, features.global(), size + ".global", 1e-5);
                compare(golden, features.patches().permute(1, 2, 0), size + ".patch_map_hwc", 1e-5);
            }
        }
    }

    /** What only some recordings have. */
    private static void compare(Golden golden, Tensor actual, String name, double tolerance) {
        if (golden.has(name)) golden.close(actual, name, tolerance);
    }
}
