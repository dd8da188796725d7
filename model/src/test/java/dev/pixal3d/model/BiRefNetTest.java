// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BiRefNetTest {
    static List<Path> networks() throws IOException { return Golden.cases("birefnet"); }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheReferencesLogits(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            List<Tensor> maps = new Swin(weights.as(Dtype.F32).at("bb")).forward(golden.tensor("x").to(Golden.DEVICE), RunContext.silent());
            for (int i = 0; i < maps.size(); i++) {
                if (golden.has("bb_full_x" + (i + 1))) golden.close(maps.get(i), "bb_full_x" + (i + 1), 5e-4);
            }
            BiRefNet network = new BiRefNet(weights);
            weights.requireAllUsed();
            golden.close(network.forward(golden.tensor("x").to(Golden.DEVICE), RunContext.silent()), "logits", 2e-3);
        }
    }
}
