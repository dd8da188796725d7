// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionTest {
    @ParameterizedTest
    @CsvSource({"F32, 300, 77, 2e-6", "F64, 5, 5, 1e-12", "BF16, 300, 300, 5e-2", "F16, 129, 5, 4e-3",
            "BF16, 1, 300, 5e-2"})
    void equalsTheFormula(Dtype dtype, long n, long m, double tolerance) {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(1)) {
            Tensor q = noise.next(2, 3, n, 16).to(dtype);
            Tensor k = noise.next(2, 3, m, 16).to(dtype);
            Tensor v = noise.next(2, 3, m, 16).to(dtype);
            Tensor bias = noise.next(1, 3, n, m).to(dtype);
            assertThat(Goldens.largestDifference(Attention.of(q, k, v), formula(q, k, v, Optional.empty(), 0.25)))
                    .isLessThan(tolerance);
            assertThat(Goldens.largestDifference(Attention.of(q, k, v, Optional.of(bias), 0.5),
                    formula(q, k, v, Optional.of(bias), 0.5))).isLessThan(tolerance);
        }
    }

    @Test
    void leavesTheMatrixLibrarysThreadsAsTheyWere() {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(1)) {
            Optional<Integer> before = BlasThreads.find(BytedecoBackend.openBlas()).map(BlasThreads::get);
            Tensor q = noise.next(1, 2, 8, 16);
            Attention.of(q, q, q);
            assertThat(BlasThreads.find(BytedecoBackend.openBlas()).map(BlasThreads::get)).isEqualTo(before);
            TorchRuntime.backend().withSerialBlas(() -> {
                BlasThreads.find(BytedecoBackend.openBlas()).ifPresent(b -> assertThat(b.get()).isEqualTo(1));
                return before;
            });
        }
    }

    private static Tensor formula(Tensor q, Tensor k, Tensor v, Optional<Tensor> bias, double scale) {
        Tensor scores = q.to(Dtype.F64).matmul(k.to(Dtype.F64).transpose(2, 3)).mul(scale);
        if (bias.isPresent()) scores = scores.add(bias.get().to(Dtype.F64));
        return Nn.softmax(scores, -1).matmul(v.to(Dtype.F64));
    }
}
