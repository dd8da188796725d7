// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions against their formulas, computed here in double precision or small enough to check by hand. */
class NnTest {
    private TensorScope scope = TensorScope.open();
    private Noise noise = new Noise(0);

    @BeforeEach
    void open() {
        close();
        scope = TensorScope.open();
        noise = new Noise(0);
    }

    @AfterEach
    void close() {
        noise.close();
        scope.close();
    }

    private static void elementwise(Tensor x, Tensor y, DoubleUnaryOperator f) {
        double[] wanted = Arrays.stream(x.doubles()).map(f).toArray();
        assertThat(y.doubles()).containsExactly(wanted, Offset.offset(2e-6));
    }

    private static double sigmoid(double v) { return 1 / (1 + Math.exp(-v)); }

    private static Tensor range(long... shape) {
        return Tensor.arange(0, Arrays.stream(shape).reduce(1, (a, b) -> a * b), Device.CPU).to(Dtype.F32)
                .reshape(shape);
    }

    /** By Simpson's rule. */
    private static double erf(double x) {
        int n = 2000;
        double h = x / n, sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < n; i++) sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-(i * h) * (i * h));
        return 2 / Math.sqrt(Math.PI) * sum * h / 3;
    }

    @Test
    void activations() {
        Tensor x = noise.next(100).mul(4.0);
        elementwise(x, Nn.silu(x), v -> v * sigmoid(v));
        elementwise(x, Nn.relu(x), v -> Math.max(v, 0));
        elementwise(x, x.sigmoid(), NnTest::sigmoid);
        elementwise(x.mul(10.0), Nn.softplus(x.mul(10.0)), v -> v > 20 ? v : Math.log1p(Math.exp(v)));
        elementwise(x, Nn.gelu(x), v -> 0.5 * v * (1 + erf(v / Math.sqrt(2))));
        elementwise(x, Nn.geluTanhInPlace(x.mul(1)),
                v -> 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))));
    }

    @Test
    void norms() {
        Tensor x = noise.next(4, 6).mul(3.0).add(1);
        Tensor w = noise.next(6);
        Tensor b = noise.next(6);
        double[] in = x.doubles();
        double[] out = Nn.layerNorm(x, w, b, 1e-5).doubles();
        double[] plain = Nn.layerNorm(x, 1e-5).doubles();
        for (int row = 0; row < 4; row++) {
            double[] r = Arrays.copyOfRange(in, row * 6, row * 6 + 6);
            double mean = Arrays.stream(r).average().orElseThrow();
            double variance = Arrays.stream(r).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            for (int i = 0; i < 6; i++) {
                double normal = (r[i] - mean) / Math.sqrt(variance + 1e-5);
                assertThat(plain[row * 6 + i]).isCloseTo(normal, Offset.offset(1e-5));
                assertThat(out[row * 6 + i]).isCloseTo(normal * w.doubles()[i] + b.doubles()[i], Offset.offset(1e-5));
            }
        }
        Tensor image = noise.next(1, 6, 3, 5);
        Tensor grouped = Nn.groupNorm(image, 2, Tensor.full(1, Dtype.F32, Device.CPU, 6),
                Tensor.zeros(Dtype.F32, Device.CPU, 6), 1e-5);
        assertThat(Goldens.largestDifference(grouped,
                Nn.layerNorm(image.reshape(2, 45), 1e-5).reshape(1, 6, 3, 5))).isLessThan(1e-5);
        Tensor batch = Nn.batchNorm(image, b, w.square(), w, b, 1e-5);
        Tensor wanted = image.sub(b.reshape(6, 1, 1)).div(w.square().add(1e-5).sqrt().reshape(6, 1, 1))
                .mul(w.reshape(6, 1, 1)).add(b.reshape(6, 1, 1));
        assertThat(Goldens.largestDifference(batch, wanted)).isLessThan(1e-5);
        assertThat(Nn.normalize(Tensor.of(new float[]{3, 4, 0, 0}, 2, 2), 1, 1e-12).floats()).containsExactly(0.6f,
                0.8f,
                0, 0);
    }

    @Test
    void linearAndSoftmax() {
        Tensor x = range(2, 3);
        Tensor w = range(2, 3);
        assertThat(Nn.linear(x, w).floats()).containsExactly(5, 14, 14, 50);
        assertThat(Nn.linear(x, w, Tensor.of(new float[]{1, 2}, 2)).floats()).containsExactly(6, 16, 15, 52);
        assertThat(Nn.linear(x, w, Optional.empty()).floats()).containsExactly(5, 14, 14, 50);
        for (Tensor in : new Tensor[]{noise.next(7), noise.next(5, 7), noise.next(2, 3, 7), noise.next(2, 2, 3, 7),
                noise.next(7, 5).transpose(0, 1), noise.next(0, 7), noise.next(4, 20, 7).narrow(1, 3, 9)}) {
            Tensor weight = noise.next(6, 7);
            Tensor bias = noise.next(6);
            Tensor wanted = in.to(Dtype.F64).matmul(weight.to(Dtype.F64).transpose(0, 1)).add(bias);
            assertThat(Goldens.largestDifference(Nn.linear(in, weight, bias), wanted)).isLessThan(3e-6);
            assertThat(Goldens.largestDifference(Nn.linear(in, weight), wanted.sub(bias))).isLessThan(3e-6);
            assertThat(Goldens.largestDifference(Nn.linear(in, noise.next(7, 6).transpose(0, 1)).mul(0), wanted.mul(0)))
                    .isZero();
        }
        assertThatThrownBy(() -> Nn.linear(x, noise.next(4, 5))).isInstanceOf(TorchException.class)
                .hasMessageContaining("linear");
        assertThat(Nn.softmax(Tensor.of(new float[]{0, (float) Math.log(3)}, 2), 0).floats())
                .containsExactly(new float[]{0.25f, 0.75f}, Offset.offset(1e-6f));
        assertThat(Nn.softmax(x.to(Dtype.BF16), 1, Dtype.F32).dtype()).isEqualTo(Dtype.F32);
    }

    @Test
    void convolutions() {
        Tensor image = range(1, 1, 3, 3);
        Tensor ones = Tensor.full(1, Dtype.F32, Device.CPU, 1, 1, 3, 3);
        assertThat(Nn.conv2d(image, ones, Optional.empty(), 1, 0).item()).isEqualTo(36);
        assertThat(Nn.conv2d(image, ones, Optional.of(Tensor.of(new float[]{1}, 1)), 2, 1).floats())
                .containsExactly(9, 13, 21, 25);
        assertThat(Nn.conv2d(image, ones.narrow(2, 0, 1), Optional.empty(), new long[]{1, 1}, new long[]{0, 1},
                new long[]{1, 1}, 1).shape()).containsExactly(1, 1, 3, 3);
        assertThat(Nn.conv3d(range(1, 1, 2, 2, 2), Tensor.full(1, Dtype.F32, Device.CPU, 1, 1, 3, 3, 3),
                Optional.empty(), 1).floats()).containsOnly(28);
        Tensor up = Nn.convTranspose2d(range(1, 1, 1, 2), range(1, 1, 2, 2), Optional.empty(), 2);
        assertThat(up.floats()).containsExactly(0, 0, 0, 1, 0, 0, 2, 3);
    }

    @Test
    void padding() {
        Tensor row = range(1, 1, 3);
        assertThat(Nn.pad(row, Nn.Padding.REFLECT, 1, 2).floats()).containsExactly(1, 0, 1, 2, 1, 0);
        assertThat(Nn.pad(row, Nn.Padding.REPLICATE, 1, 2).floats()).containsExactly(0, 0, 1, 2, 2, 2);
        assertThat(Nn.pad(row, Nn.Padding.ZEROS, 1, 2).floats()).containsExactly(0, 0, 1, 2, 0, 0);
        assertThat(Nn.pad(range(1, 1, 2, 2), Nn.Padding.REFLECT, 1, 1, 0, 1).shape()).containsExactly(1, 1, 3, 4);
        assertThat(Nn.pad(range(2, 2), Nn.Padding.ZEROS, 0, 0, 0, 1).floats()).containsExactly(0, 1, 2, 3, 0, 0);
    }

    @Test
    void resizing() {
        Tensor image = range(1, 1, 1, 4);
        assertThat(Nn.resizeBilinear(image, 1, 8, false, false).floats()).containsExactly(0, 0.25f, 0.75f, 1.25f, 1.75f,
                2.25f, 2.75f, 3);
        assertThat(Nn.resizeBilinear(image, 1, 7, true, false).floats()).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f, 3);
        assertThat(Nn.resizeBilinear(image, 1, 2, false, true).floats())
                .containsExactly(new float[]{5 / 7f, 16 / 7f}, Offset.offset(1e-6f));
        assertThat(Nn.resizeBilinear(image, 1, 2, false, false).floats()).containsExactly(0.5f, 2.5f);
        assertThat(Nn.resizeNearest(image, 1, 3).floats()).containsExactly(0, 1, 2);
        assertThat(Nn.resizeBicubicScaled(image, 1, 2, 0.5, 0.5).floats())
                .containsExactly(new float[]{0.40625f, 2.59375f}, Offset.offset(1e-6f));
        assertThat(Nn.resizeBicubicScaled(image, 1, 4, 1, 1).floats()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void sampling() {
        Tensor image = range(1, 1, 2, 2);
        Tensor grid = Tensor.of(new float[]{-0.5f, -0.5f, 0, 0, 5, 5}, 1, 1, 3, 2);
        assertThat(Nn.gridSample(image, grid, Nn.GridMode.BILINEAR, Nn.GridPadding.BORDER, false).floats())
                .containsExactly(0, 1.5f, 3);
        assertThat(Nn.gridSample(image, grid, Nn.GridMode.BILINEAR, Nn.GridPadding.ZEROS, false).floats())
                .containsExactly(0, 1.5f, 0);
        assertThat(Nn.gridSample(image, grid, Nn.GridMode.NEAREST, Nn.GridPadding.BORDER, false).floats()).endsWith(3);
        Tensor volume = range(1, 1, 2, 2, 2);
        Tensor point = Tensor.of(new float[]{0.5f, -0.5f, -0.5f}, 1, 1, 1, 1, 3);
        assertThat(Nn.gridSample(volume, point, Nn.GridMode.BILINEAR, Nn.GridPadding.BORDER, false).item())
                .isEqualTo(1);
        assertThat(Nn.adaptiveAvgPool2d(range(1, 1, 2, 4), 1, 2).floats()).containsExactly(2.5f, 4.5f);
    }

    @Test
    void shuffling() {
        Tensor out = Nn.pixelShuffle3d(range(1, 8, 1, 1, 1), 2);
        assertThat(out.shape()).containsExactly(1, 1, 2, 2, 2);
        assertThat(out.floats()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void rotations() {
        Tensor angle = Tensor.of(new float[]{0.3f, 1.2f}, 2);
        double c = Math.cos(0.3f);
        double s = Math.sin(0.3f);
        double[] pairs = Nn.rotatePairs(Tensor.of(new float[]{1, 2, 3, 4}, 1, 4), angle.cos(), angle.sin()).doubles();
        assertThat(pairs[0]).isCloseTo(c - 2 * s, Offset.offset(1e-6));
        assertThat(pairs[1]).isCloseTo(s + 2 * c, Offset.offset(1e-6));
        Tensor twice = Tensor.cat(0, angle, angle);
        double[] halves = Nn.rotateHalves(Tensor.of(new float[]{1, 2, 3, 4}, 1, 4), twice.cos(), twice.sin()).doubles();
        assertThat(halves[0]).isCloseTo(c - 3 * s, Offset.offset(1e-6));
        assertThat(halves[2]).isCloseTo(3 * c + s, Offset.offset(1e-6));
        assertThat(Nn.rotatePairs(noise.next(3, 4).to(Dtype.BF16), angle.cos(), angle.sin()).dtype())
                .isEqualTo(Dtype.BF16);
    }
}
