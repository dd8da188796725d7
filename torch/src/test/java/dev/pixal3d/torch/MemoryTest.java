// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    private static final int RUNS = 30;
    private static final int ROUNDS = 3;
    /** The JVM's own allocations move a little between two readings. */
    private static final long NOISE_BYTES = 8 << 20;
    private static final long HUGE_BYTES = 256 << 20;
    private static final Path SMAPS = Path.of("/proc/self/smaps");

    @Test
    void thirtyRunsStayFlat(@TempDir Path temp) throws Throwable {
        Path file = weights(temp);
        for (int i = 0; i < 3; i++) run(file);
        TorchRuntime.Memory tensors = TorchRuntime.memory();
        long pointers = Pointer.totalCount();
        // a leak grows in every round; what the JVM's compiler takes for a while does not
        long leastGrowth = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            OptionalLong heap = NativeHeap.inUse();
            for (int i = 0; i < RUNS; i++) {
                run(file);
                assertThat(TorchRuntime.memory()).isEqualTo(tensors);
                assertThat(Pointer.totalCount()).isEqualTo(pointers);
            }
            leastGrowth = heap.isPresent()
                    ? Math.min(leastGrowth, NativeHeap.inUse().orElseThrow() - heap.getAsLong())
                    : 0;
        }
        assertThat(leastGrowth).isLessThan(NOISE_BYTES);
    }

    @Test
    void aLeakIsSeen() throws Throwable {
        TorchRuntime.Memory before = TorchRuntime.memory();
        OptionalLong heap = NativeHeap.inUse();
        Tensor leak;
        try (TensorScope _ = TensorScope.open()) {
            leak = TensorScope.release(Tensor.full(1, Dtype.F32, Device.CPU, 8L << 20));
        }
        assertThat(TorchRuntime.memory().bytes() - before.bytes()).isEqualTo(32L << 20);
        if (heap.isPresent()) {
            assertThat(NativeHeap.inUse().orElseThrow() - heap.getAsLong()).isGreaterThan(NOISE_BYTES);
        }
        leak.close();
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @Test
    @EnabledIf("hugePagesMayBeAskedFor")
    void largeTensorsAskForHugePages() throws IOException {
        try (TensorScope _ = TensorScope.open()) {
            Tensor large = Tensor.full(1, Dtype.F32, Device.CPU, HUGE_BYTES / 4);
            assertThat(large.byteSize()).isEqualTo(HUGE_BYTES);
            assertThat(hugeBytes()).isGreaterThanOrEqualTo(HUGE_BYTES);
        }
    }

    static boolean hugePagesMayBeAskedFor() {
        return Files.isReadable(SMAPS) && Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage"))
                && System.getenv("THP_MEM_ALLOC_ENABLE") == null;
    }

    /** Of the largest piece of this process's memory for which pages of 2 MB were asked for. */
    private static long hugeBytes() throws IOException {
        long size = 0, most = 0;
        for (String line : Files.readAllLines(SMAPS)) {
            String[] words = line.split(" +");
            if (words[0].equals("Size:")) size = Long.parseLong(words[1]) << 10;
            if (words[0].equals("VmFlags:") && List.of(words).contains("hg")) most = Math.max(most, size);
        }
        return most;
    }

    /** A little of everything that makes tensors: 20 MB a run. */
    private static void run(Path file) throws IOException {
        try (Weights weights = Weights.open(file).as(Dtype.BF16);
                TensorScope _ = TensorScope.open();
                Noise noise = new Noise(1)) {
            Tensor x = noise.next(2, 4, 300, 64).to(Dtype.BF16);
            Tensor h = Nn.linear(x, weights.get("w", 64, 64));
            Attention.of(h, h, h).to(Dtype.F32).gt(0).nonzero();
            h.chunk(4, 1).forEach(c -> Nn.layerNorm(c, 1e-6).sum().item());
            Tensor volume = noise.next(1, 8, 16, 16, 16);
            Nn.conv3d(volume, noise.next(8, 8, 3, 3, 3), Optional.empty(), 1).copy().addInPlace(volume);
            assertThatThrownBy(() -> volume.matmul(x)).isInstanceOf(TorchException.class);
            Tensor coords = Tensor.full(1, Dtype.BOOL, Device.CPU, 12, 12, 12).nonzero();
            try (SparseGrid grid = SparseGrid.of(coords);
                    SparseGrid fine = grid.refine(noise.next(grid.size(), 8).gt(0))) {
                SparseTensor sparse = new SparseTensor(grid, noise.next(grid.size(), 8));
                SparseConv conv = new SparseConv(1 << 20);
                Tensor weight = noise.next(64, 3, 3, 3, 8);
                SparseTensor children = conv.applyToChildren(sparse, weight, noise.next(64), fine);
                conv.apply(children, weight, noise.next(64));
            }
        }
    }

    private static Path weights(Path folder) throws IOException {
        Path file = folder.resolve("w.safetensors");
        try (OutputStream out = Files.newOutputStream(file)) {
            new SafetensorsWriter().add("w", TensorType.F16, o -> o.write(new byte[64 * 64 * 2]), 64, 64).writeTo(out);
        }
        return file;
    }
}
