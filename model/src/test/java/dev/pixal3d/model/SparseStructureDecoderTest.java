// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SparseStructureDecoderTest {
    static List<Path> cases() throws IOException { return Golden.cases("ss_decoder"); }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferencesLogits(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            SparseStructureDecoder network = new SparseStructureDecoder(
                    SparseStructureDecoderConfig.read(golden.config("model.json")), weights, Dtype.F32);
            weights.requireAllUsed();
            golden.close(network.forward(golden.tensor("z"), RunContext.silent()), "logits", 2e-4);
        }
    }
}
