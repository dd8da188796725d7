// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BiRefNetTest {
    static List<Path> networks() throws IOException { return Golden.cases("birefnet"); }

    static List<Path> convolutions() throws IOException { return Golden.cases("deform_conv"); }

    @ParameterizedTest
    @MethodSource("networks")
    void givesTheReferencesLogits(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = Weights.open(golden.file("model.safetensors"));
                TensorScope _ = TensorScope.open()) {
            List<Tensor> maps = new Swin(weights.as(Dtype.F32).at("bb")).forward(golden.tensor("x"), () -> {});
            for (int i = 0; i < maps.size(); i++) golden.close(maps.get(i), "bb_full_x" + (i + 1), 5e-4);
            BiRefNet network = new BiRefNet(weights);
            weights.requireAllUsed();
            golden.close(network.forward(golden.tensor("x"), () -> {}), "logits", 2e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void deformsAsTorchvisionDoes(Path folder) {
        try (Golden golden = Golden.open(folder); TensorScope _ = TensorScope.open()) {
            for (String name : golden.names().stream().filter(n -> n.endsWith(".x")).toList()) {
                String c = name.substring(0, name.indexOf('.'));
                Optional<Tensor> bias = golden.has(c + ".bias")
                        ? Optional.of(golden.tensor(c + ".bias"))
                        : Optional.empty();
                golden.close(DeformableConv.apply(golden.tensor(name), golden.tensor(c + ".offset"),
                        golden.tensor(c + ".mask"),
                        golden.tensor(c + ".weight"), bias), c + ".out", 2e-5);
            }
        }
    }
}
