// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparseConvTest {
    private static final SparseConv CONV = new SparseConv(1 << 20);

    static List<Path> cases() { return Goldens.cases("sparse_conv"); }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheReference(Path folder) {
        try (SafetensorsFile io = Goldens.io(folder); TensorScope _ = TensorScope.open()) {
            for (String name : Goldens.names(io)) {
                try (SparseGrid grid = SparseGrid.of(Goldens.tensor(io, name + ".coords"))) {
                    Tensor map = grid.neighbours(Device.CPU);
                    Tensor wanted = Goldens.tensor(io, name + ".neighbor_map");
                    assertThat(IntStream.of(map.ints()).map(row -> row == grid.size() ? -1 : row).toArray()).as(name)
                            .isEqualTo(wanted.ints());
                    SparseTensor out = CONV.apply(new SparseTensor(grid, Goldens.tensor(io, name + ".feats")),
                            Goldens.tensor(io, name + ".weight"), Goldens.tensor(io, name + ".bias"));
                    Tensor expected = Goldens.tensor(io, name + ".out");
                    double size = Math.max(1, expected.abs().max().item());
                    assertThat(Goldens.largestDifference(out.feats(), expected)).as(name)
                            .isLessThanOrEqualTo(name.equals("impulse") ? 0 : 1e-5 * size);
                }
            }
        }
    }

    /** Distinct voxels of a cube, shuffled. */
    private static Tensor voxels(Random random, int count, int side) {
        TreeSet<Integer> keys = new TreeSet<>();
        while (keys.size() < count) keys.add(random.nextInt(2 * side * side * side));
        List<Integer> shuffled = new java.util.ArrayList<>(keys);
        java.util.Collections.shuffle(shuffled, random);
        int[] coords = new int[4 * count];
        for (int i = 0; i < count; i++) {
            int key = shuffled.get(i);
            coords[4 * i] = key / (side * side * side);
            coords[4 * i + 1] = key / (side * side) % side;
            coords[4 * i + 2] = key / side % side;
            coords[4 * i + 3] = key % side;
        }
        return Tensor.of(coords, count, 4);
    }

    private static Tensor dense(SparseTensor x, int side) {
        Tensor c = x.grid().coords().to(Dtype.I64);
        Tensor row = c.select(1, 0).mul(side).add(c.select(1, 1)).mul(side).add(c.select(1, 2)).mul(side)
                .add(c.select(1, 3));
        Tensor volume = Tensor.zeros(Dtype.F32, Device.CPU, 2L * side * side * side, x.channels());
        return volume.indexCopyInPlace(0, row, x.feats());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void equalsDenseConvolution(int seed) {
        int side = 5 + seed;
        try (TensorScope _ = TensorScope.open();
                Noise noise = new Noise(seed);
                SparseGrid grid = SparseGrid.of(voxels(new Random(seed), 60 * seed, side))) {
            SparseTensor x = new SparseTensor(grid, noise.next(grid.size(), 6));
            Tensor weight = noise.next(4, 3, 3, 3, 6);
            Tensor bias = noise.next(4);
            Tensor volume = dense(x, side).reshape(2, side, side, side, 6).permute(0, 4, 1, 2, 3);
            Tensor wanted = Nn.conv3d(volume, weight.permute(0, 4, 1, 2, 3), Optional.of(bias), 1)
                    .permute(0, 2, 3, 4, 1).reshape(-1, 4);
            Tensor c = grid.coords().to(Dtype.I64);
            Tensor row = c.select(1, 0).mul(side).add(c.select(1, 1)).mul(side).add(c.select(1, 2)).mul(side)
                    .add(c.select(1, 3));
            assertThat(Goldens.largestDifference(CONV.apply(x, weight, bias).feats(), wanted.indexSelect(0, row)))
                    .isLessThan(2e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void neighboursOfChildrenFollowFromTheParents(int seed) {
        try (TensorScope _ = TensorScope.open();
                Noise noise = new Noise(seed);
                SparseGrid coarse = SparseGrid.of(voxels(new Random(seed), 200, 6));
                SparseGrid fine = coarse.refine(noise.next(coarse.size(), 8).gt(0));
                SparseGrid finer = fine.refine(noise.next(fine.size(), 8).gt(0.5));
                SparseGrid afresh = SparseGrid.of(finer.coords())) {
            assertThat(finer.neighbours(Device.CPU, 10, 50, 0).ints())
                    .isEqualTo(afresh.neighbours(Device.CPU).narrow(0, 10, 50).ints());
            assertThat(finer.neighbours(Device.CPU).ints()).isEqualTo(afresh.neighbours(Device.CPU).ints());
            assertThat(finer.parent()).containsSame(fine);
        }
    }

    @Test
    void childrenComeParentByParentWithXFastest() {
        try (TensorScope _ = TensorScope.open();
                SparseGrid grid = SparseGrid.of(Tensor.of(new int[]{5, 6, 7, 0, 0, 0}, 2, 3));
                SparseGrid fine = grid
                        .refine(Tensor.of(new byte[]{0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}, 2, 8))) {
            assertThat(fine.coords().ints()).containsExactly(0, 11, 12, 14, 0, 10, 12, 15, 0, 0, 1, 0);
            Tensor feats = Tensor.arange(0, 32, Device.CPU).reshape(2, 16);
            assertThat(new SparseTensor(grid, feats).toChildren(fine).feats().ints()).containsExactly(2, 3, 8, 9, 20,
                    21);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void convolvingForTheChildrenAloneGivesTheSame(int seed) {
        try (TensorScope _ = TensorScope.open();
                Noise noise = new Noise(seed);
                SparseGrid grid = SparseGrid.of(voxels(new Random(seed), 3000, 12));
                SparseGrid fine = grid.refine(noise.next(grid.size(), 8).gt(0))) {
            SparseTensor x = new SparseTensor(grid, noise.next(grid.size(), 16));
            for (int channels : new int[]{5, 256}) {
                Tensor weight = noise.next(8L * channels, 3, 3, 3, 16);
                Tensor bias = noise.next(8L * channels);
                assertThat(Goldens.largestDifference(CONV.applyToChildren(x, weight, bias, fine).feats(),
                        CONV.apply(x, weight, bias).toChildren(fine).feats())).isLessThan(1e-4);
            }
        }
    }

    @Test
    void computesInHalfPrecisionWithOneRounding() {
        try (TensorScope _ = TensorScope.open();
                Noise noise = new Noise(3);
                SparseGrid grid = SparseGrid.of(voxels(new Random(3), 500, 8))) {
            SparseTensor x = new SparseTensor(grid, noise.next(grid.size(), 16).to(Dtype.BF16));
            Tensor weight = noise.next(8, 3, 3, 3, 16).to(Dtype.BF16);
            Tensor bias = noise.next(8).to(Dtype.BF16);
            Tensor exact = CONV.apply(x.map(f -> f.to(Dtype.F32)), weight.to(Dtype.F32), bias.to(Dtype.F32)).feats();
            Tensor error = CONV.apply(x, weight, bias).feats().to(Dtype.F32).sub(exact).abs()
                    .sub(exact.abs().mul(1 / 256.0)).max();
            assertThat(error.item()).isLessThan(2e-3);
        }
    }

    @Test
    void worksOnNothing() {
        try (TensorScope _ = TensorScope.open();
                SparseGrid grid = SparseGrid.of(Tensor.of(new int[0], 0, 4));
                SparseGrid fine = grid.refine(Tensor.of(new byte[0], 0, 8))) {
            SparseTensor x = new SparseTensor(grid, Tensor.of(new float[0], 0, 4));
            Tensor weight = Tensor.full(1, Dtype.F32, Device.CPU, 8, 3, 3, 3, 4);
            Tensor bias = Tensor.full(1, Dtype.F32, Device.CPU, 8);
            assertThat(CONV.apply(x, weight, bias).feats().shape()).containsExactly(0, 8);
            assertThat(CONV.applyToChildren(x, weight, bias, fine).feats().shape()).containsExactly(0, 1);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (TensorScope _ = TensorScope.open(); SparseGrid grid = SparseGrid.of(Tensor.of(new int[]{1, 2, 3}, 1, 3))) {
            assertThatThrownBy(() -> new SparseTensor(grid, Tensor.of(new float[4], 2, 2)))
                    .isInstanceOf(TorchException.class).hasMessageContaining("do not fit the grid");
            SparseTensor x = new SparseTensor(grid, Tensor.of(new float[2], 1, 2));
            Tensor weight = Tensor.full(1, Dtype.F32, Device.CPU, 1, 3, 3, 3, 4);
            assertThatThrownBy(() -> CONV.apply(x, weight, weight)).hasMessageContaining("weight does not fit");
            assertThatThrownBy(() -> grid.origin(Device.CPU)).hasMessageContaining("no parent");
            assertThatThrownBy(() -> grid.refine(Tensor.of(new byte[8], 2, 4))).hasMessageContaining("wrong shape");
            assertThatThrownBy(() -> SparseGrid.of(Tensor.of(new int[4], 2, 2))).hasMessageContaining("wrong shape");
            try (SparseGrid twice = SparseGrid.of(Tensor.of(new int[6], 2, 3));
                    SparseGrid below = SparseGrid.of(Tensor.of(new int[]{0, -1, 0}, 1, 3))) {
                assertThatThrownBy(() -> twice.neighbours(Device.CPU)).hasMessageContaining("twice");
                assertThatThrownBy(() -> below.neighbours(Device.CPU)).hasMessageContaining("negative");
            }
        }
    }
}
