// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorTest {
    private TorchRuntime.Memory before = TorchRuntime.memory();
    private TensorScope scope = TensorScope.open();

    @BeforeEach
    void open() {
        scope.close();
        before = TorchRuntime.memory();
        scope = TensorScope.open();
    }

    @AfterEach
    void nothingIsLeft() {
        scope.close();
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    private static Tensor range(long... shape) {
        long n = 1;
        for (long s : shape) n *= s;
        return Tensor.arange(0, n, Device.CPU).to(Dtype.F32).reshape(shape);
    }

    @Test
    void readsBackWhatWasPutIn() {
        assertThat(Tensor.of(new float[]{1, 2, 3, 4}, 2, 2).transpose(0, 1).floats()).containsExactly(1, 3, 2, 4);
        assertThat(Tensor.of(new int[]{1, -2}, 2).ints()).containsExactly(1, -2);
        assertThat(Tensor.of(new long[]{1L << 40}, 1).doubles()).containsExactly(1L << 40);
        assertThat(Tensor.of(new byte[]{(byte) 200}, 1).ints()).containsExactly(200);
        assertThat(Tensor.of(new float[0], 0, 3).floats()).isEmpty();
    }

    @Test
    void convertsTypes() {
        Tensor third = Tensor.of(new float[]{1 / 3f}, 1);
        assertThat(third.to(Dtype.BF16).dtype()).isEqualTo(Dtype.BF16);
        assertThat(third.to(Dtype.BF16).item()).isEqualTo(0.333984375);
        assertThat(third.to(Dtype.F16).item()).isEqualTo(0.333251953125);
        assertThat(third.to(Dtype.F32)).isSameAs(third);
        assertThat(third.gt(0).dtype()).isEqualTo(Dtype.BOOL);
    }

    @Test
    void reshapesWithoutMovingData() {
        Tensor x = range(2, 3, 4);
        assertThat(x.permute(2, 0, 1).shape()).containsExactly(4, 2, 3);
        assertThat(x.narrow(1, 1, 2).select(0, 1).floats()).containsExactly(16, 17, 18, 19, 20, 21, 22, 23);
        assertThat(x.slice(2, 1, 4, 2).reshape(-1).floats()).startsWith(1, 3, 5, 7);
        assertThat(x.flatten(0, 1).shape()).containsExactly(6, 4);
        assertThat(x.unsqueeze(1).shape()).containsExactly(2, 1, 3, 4);
        assertThat(range(2, 1).expand(2, 3).floats()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(range(2).repeat(2).floats()).containsExactly(0, 1, 0, 1);
        assertThat(range(2).repeatInterleave(2, 0).floats()).containsExactly(0, 0, 1, 1);
        assertThat(range(4).roll(new long[]{1}, new long[]{0}).floats()).containsExactly(3, 0, 1, 2);
    }

    @Test
    void joinsAndSplits() {
        Tensor x = range(2, 4);
        assertThat(Tensor.cat(0, x, x).shape()).containsExactly(4, 4);
        assertThat(Tensor.stack(List.of(x, x), 0).shape()).containsExactly(2, 2, 4);
        assertThat(x.split(1, 1, 3).get(1).floats()).containsExactly(1, 2, 3, 5, 6, 7);
        assertThat(x.chunk(2, 1).get(0).floats()).containsExactly(0, 1, 4, 5);
    }

    @Test
    void picksAndPlaces() {
        Tensor x = range(3, 2);
        Tensor rows = Tensor.of(new long[]{2, 0}, 2);
        assertThat(x.indexSelect(0, rows).floats()).containsExactly(4, 5, 0, 1);
        Tensor y = Tensor.zeros(Dtype.F32, Device.CPU, 3, 2);
        y.indexAddInPlace(0, Tensor.of(new long[]{1, 1}, 2), Tensor.full(1, Dtype.F32, Device.CPU, 2, 2));
        y.narrow(0, 2, 1).copyInPlace(range(1, 2));
        assertThat(y.floats()).containsExactly(0, 0, 2, 2, 0, 1);
        Tensor picked = Tensor.empty(Dtype.F32, Device.CPU, 2, 2).indexSelectInto(x, 0, rows);
        assertThat(picked.floats()).containsExactly(4, 5, 0, 1);
    }

    @Test
    void calculates() {
        Tensor x = Tensor.of(new float[]{-1.5f, 0.5f, 2.5f}, 3);
        assertThat(x.add(1).floats()).containsExactly(-0.5f, 1.5f, 3.5f);
        assertThat(x.round().floats()).containsExactly(-2, 0, 2);
        assertThat(x.clamp(-1, 1.0).floats()).containsExactly(-1, 0.5f, 1);
        assertThat(x.remainder(2).floats()).containsExactly(0.5f, 0.5f, 0.5f);
        assertThat(Tensor.of(new int[]{-3, 3}, 2).floorDivide(2).ints()).containsExactly(-2, 1);
        assertThat(Tensor.of(new int[]{1}, 1).add(1).dtype()).isEqualTo(Dtype.I32);
        assertThat(x.square().sum().item()).isEqualTo(8.75);
        assertThat(x.std(1).item()).isCloseTo(2, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(range(2, 3).mean(new long[]{0, 1}, false).item()).isEqualTo(2.5);
        assertThat(Tensor.of(new float[]{3, 4}, 1, 2).norm(1, false).item()).isEqualTo(5);
        assertThat(range(2, 3).matmul(range(3, 1)).floats()).containsExactly(5, 14);
    }

    @Test
    void compares() {
        Tensor x = Tensor.of(new int[]{3, 1, 2, 1}, 4);
        assertThat(x.eq(1).nonzero().ints()).containsExactly(1, 3);
        assertThat(x.max().item() + x.min().item()).isEqualTo(4);
    }

    @Test
    void saysWhichOperationFailedOnWhichShapes() {
        assertThatThrownBy(() -> range(2, 3).matmul(range(2, 3))).isInstanceOf(TorchException.class)
                .hasMessageContaining("matmul: ").hasMessageContaining("F32[2, 3]@cpu")
                .hasMessageNotContaining("frame #").hasMessageNotContaining("Exception raised");
        assertThatThrownBy(() -> Tensor.zeros(Dtype.F32, Device.CPU, 1L << 40, 1000))
                .isInstanceOfSatisfying(TorchException.class, e -> assertThat(e.isOutOfMemory()).isTrue());
        assertThatThrownBy(() -> Tensor.of(new float[3], 2, 2)).hasMessageContaining("do not fill shape [2, 2]");
        assertThatThrownBy(() -> range(2).transpose(0, 1).memory()).isInstanceOf(TorchException.class);
    }
}
