// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TorchRuntimeTest {
    /** Says why libtorch cannot be used, or that it can. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            System.out.println(TorchRuntime.problem().orElse("usable"));
            try {
                TensorScope.open().close();
            } catch (TorchException e) {
                System.out.println("second use: " + e.getMessage());
            }
        }
    }

    @Test
    void knowsItsDevices() {
        assertThat(TorchRuntime.problem()).isEmpty();
        assertThat(TorchRuntime.version()).matches("\\d+\\.\\d+.*");
        assertThat(TorchRuntime.isAvailable(Device.CPU)).isTrue();
        assertThat(TorchRuntime.isAvailable(Device.cuda(127))).isFalse();
        assertThat(TorchRuntime.isAvailable(TorchRuntime.best())).isTrue();
        assertThat(TorchRuntime.memory(Device.CPU)).isEmpty();
        TorchRuntime.synchronize(Device.CPU);
        TorchRuntime.trim();
    }

    @Test
    void readsDeviceNames() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
        assertThat(Device.parse("cuda:2")).isEqualTo(Device.cuda(2)).hasToString("cuda:2");
        assertThat(Device.parse("CUDA")).isEqualTo(Device.cuda(0));
        for (String bad : new String[]{"", "gpu", "cuda:x", "cuda:-1", "cuda:"}) {
            assertThatThrownBy(() -> Device.parse(bad)).isInstanceOf(TorchException.class).hasMessageContaining(". ");
        }
    }

    @Test
    void numberOfThreadsCanBeSet() {
        int usual = TorchRuntime.threads();
        TorchRuntime.threads(1);
        assertThat(TorchRuntime.threads()).isEqualTo(1);
        assertThat(BlasThreads.find(BytedecoBackend.openBlas()).map(BlasThreads::get).orElse(1)).isEqualTo(1);
        TorchRuntime.threads(usual);
        assertThatThrownBy(() -> TorchRuntime.threads(0)).isInstanceOf(TorchException.class);
    }

    @Test
    void sumsAreNeverRoundedToLessThanF32() {
        TorchRuntime.version();
        try (Context context = torch.globalContext()) {
            assertThat(context.allowTF32CuBLAS()).isFalse();
            assertThat(context.allowTF32CuDNN()).isFalse();
            assertThat(context.allowFP16ReductionCuBLAS())
                    .isNotEqualTo(torch.CuBLASReductionOption.AllowReducedPrecisionWithSplitK);
            assertThat(context.allowBF16ReductionCuBLAS())
                    .isNotEqualTo(torch.CuBLASReductionOption.AllowReducedPrecisionWithSplitK);
        }
    }

    @Test
    void loopsRunOnAsManyThreadsAsOperationsDo() {
        int usual = TorchRuntime.threads();
        try {
            for (int threads : new int[]{1, 3}) {
                TorchRuntime.threads(threads);
                Set<Thread> seen = ConcurrentHashMap.newKeySet();
                AtomicIntegerArray done = new AtomicIntegerArray(500);
                TorchRuntime.each(500, i -> {
                    seen.add(Thread.currentThread());
                    done.incrementAndGet(i);
                });
                assertThat(seen.size()).isBetween(1, threads);
                for (int i = 0; i < 500; i++) assertThat(done.get(i)).isEqualTo(1);
            }
        } finally {
            TorchRuntime.threads(usual);
        }
    }

    @Test
    void anInterruptDoesNotLoseTheResult() throws Exception {
        try (ComputeThread compute = new ComputeThread()) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch finish = new CountDownLatch(1);
            AtomicBoolean flagged = new AtomicBoolean();
            AtomicBoolean result = new AtomicBoolean();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    result.set(compute.call(() -> {
                        started.countDown();
                        finish.await();
                        return true;
                    }));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                flagged.set(Thread.currentThread().isInterrupted());
            });
            started.await();
            caller.interrupt();
            finish.countDown();
            caller.join();
            assertThat(result).isTrue();
            assertThat(flagged).isTrue();
        }
    }

    @Test
    void withoutNativesItSaysWhatIsMissing() throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(p -> !Path.of(p).getFileName().toString().matches("pytorch-.*(linux|macosx|windows)-.*"))
                .collect(Collectors.joining(File.pathSeparator));
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", path, Probe.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).startsWith("libtorch: cannot be loaded on " + System.getProperty("os.name"))
                .contains("natives on the class path").contains("second use: libtorch: cannot be loaded");
        assertThat(child.waitFor()).isZero();
    }
}
