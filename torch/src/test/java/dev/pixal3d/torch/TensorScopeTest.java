// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorScopeTest {
    private static Tensor ones(long n) { return Tensor.full(1, Dtype.F32, Device.CPU, n); }

    @Test
    void freesWhatWasNotKept() {
        TorchRuntime.Memory before = TorchRuntime.memory();
        try (TensorScope outer = TensorScope.open()) {
            Tensor kept = TensorScope.run(() -> ones(10).add(ones(10)));
            assertThat(outer.size()).isEqualTo(1);
            assertThat(kept.floats()).containsOnly(2);
            assertThat(TorchRuntime.memory().bytes() - before.bytes()).isEqualTo(40);
        }
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @Test
    void aTensorKeptFromTheOutermostScopeBelongsToTheCaller() {
        TorchRuntime.Memory before = TorchRuntime.memory();
        Tensor kept;
        try (TensorScope scope = TensorScope.open()) {
            kept = scope.keep(ones(3));
        }
        assertThat(kept.numel()).isEqualTo(3);
        assertThat(TorchRuntime.memory().tensors()).isEqualTo(before.tensors() + 1);
        kept.close();
        kept.close();
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @Test
    void leavesTensorsOfOuterScopesAlone() {
        try (TensorScope _ = TensorScope.open()) {
            Tensor x = ones(3);
            assertThat(TensorScope.run(() -> x)).isSameAs(x);
            assertThat(TensorScope.runAll(() -> List.of(x, x.add(1))).get(1).floats()).containsOnly(2);
            assertThat(x.floats()).containsOnly(1);
        }
    }

    @Test
    void viewsKeepTheirMemory() {
        try (TensorScope _ = TensorScope.open()) {
            Tensor view = TensorScope.run(() -> ones(4).narrow(0, 1, 2));
            assertThat(view.floats()).containsExactly(1, 1);
        }
    }

    @Test
    void refusesWorkWithoutAScope() {
        assertThatThrownBy(() -> ones(3)).isInstanceOf(TorchException.class).hasMessageContaining("no TensorScope");
    }

    @Test
    void refusesClosedTensorsAndDisorder() {
        try (TensorScope outer = TensorScope.open()) {
            Tensor x = ones(3);
            x.close();
            assertThatThrownBy(() -> x.add(1)).isInstanceOf(TorchException.class).hasMessageContaining("closed");
            try (TensorScope _ = TensorScope.open()) {
                assertThatThrownBy(outer::close).isInstanceOf(TorchException.class).hasMessageContaining("order");
            }
        }
    }

    @Test
    void freesWhenTheBodyThrows() {
        TorchRuntime.Memory before = TorchRuntime.memory();
        try (TensorScope _ = TensorScope.open()) {
            assertThatThrownBy(() -> TensorScope.run(() -> ones(3).matmul(ones(4)))).isInstanceOf(TorchException.class);
        }
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @Test
    void jobsRunOnOneThreadAndGiveBackWhatTheyThrow() throws Exception {
        try (ComputeThread thread = new ComputeThread()) {
            float[] sum = thread.call(() -> {
                try (TensorScope _ = TensorScope.open()) {
                    return ones(3).sum().floats();
                }
            });
            assertThat(sum).containsExactly(3);
            assertThatThrownBy(() -> thread.call(() -> ones(3))).isInstanceOf(TorchException.class);
            assertThat(thread.call(() -> Thread.currentThread().isVirtual())).isFalse();
        }
    }
}
