// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeformConvTest {
    static List<Path> cases() { return Goldens.cases("deform_conv"); }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReference(Path folder) {
        try (SafetensorsFile io = Goldens.io(folder); TensorScope _ = TensorScope.open()) {
            for (String name : Goldens.names(io)) {
                Optional<Tensor> bias = io.find(name + ".bias").map(b -> Goldens.tensor(io, b.name()));
                Tensor weight = Goldens.tensor(io, name + ".weight");
                Tensor x = Goldens.tensor(io, name + ".x");
                Tensor offset = Goldens.tensor(io, name + ".offset");
                long padding = (offset.size(2) - x.size(2) + weight.size(2) - 1) / 2;
                Tensor out = DeformConv.apply(x, offset, Goldens.tensor(io, name + ".mask"), weight, bias, padding);
                assertThat(Goldens.largestDifference(out, Goldens.tensor(io, name + ".out"))).as(name)
                        .isLessThanOrEqualTo(2e-5);
            }
        }
    }

    @Test
    void withoutOffsetsItIsAConvolutionInAnyNumberOfBands() {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(4)) {
            Tensor x = noise.next(1, 64, 90, 100);
            Tensor weight = noise.next(3, 64, 7, 7).mul(0.1);
            Tensor zero = Tensor.zeros(Dtype.F32, Device.CPU, 1, 98, 90, 100);
            Tensor one = Tensor.full(1, Dtype.F32, Device.CPU, 1, 49, 90, 100);
            assertThat(Goldens.largestDifference(DeformConv.apply(x, zero, one, weight, Optional.empty(), 3),
                    Nn.conv2d(x, weight, Optional.empty(), 1, 3))).isLessThan(1e-3);
            assertThatThrownBy(() -> DeformConv.apply(x, one, one, weight, Optional.empty(), 3))
                    .isInstanceOf(TorchException.class).hasMessageContaining("do not fit the kernel");
        }
    }
}
