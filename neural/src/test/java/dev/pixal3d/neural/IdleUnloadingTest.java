// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.torch.ComputeThread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Networks go when no run comes, and only then. */
class IdleUnloadingTest {
    private final AtomicInteger unloads = new AtomicInteger();

    @Test
    void freesAfterTheLastRunOnTheComputeThread() throws InterruptedException {
        CountDownLatch freed = new CountDownLatch(1);
        try (ComputeThread compute = new ComputeThread();
                IdleUnloading idle = new IdleUnloading(compute, Optional.of(Duration.ofMillis(1)), () -> {
                    if (Thread.currentThread().getName().equals("compute")) freed.countDown();
                })) {
            idle.begin().close();
            assertThat(freed.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRunThatHasBegunKeepsTheNetworks() throws Exception {
        CountDownLatch freed = new CountDownLatch(1);
        try (ComputeThread compute = new ComputeThread();
                IdleUnloading idle = new IdleUnloading(compute, Optional.of(Duration.ZERO), () -> {
                    unloads.incrementAndGet();
                    freed.countDown();
                })) {
            IdleUnloading.Run first = idle.begin();
            IdleUnloading.Run second = idle.begin();
            first.close();
            // the timer has one thread: what it does for the second run comes after the first one's
            second.close();
            assertThat(freed.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(unloads).hasValue(1);
    }

    @Test
    void aRunMayEndWhileTheEngineIsClosed() {
        try (ComputeThread compute = new ComputeThread()) {
            IdleUnloading idle = new IdleUnloading(compute, Optional.of(Duration.ZERO), unloads::incrementAndGet);
            IdleUnloading.Run run = idle.begin();
            idle.close();
            run.close();
        }
        assertThat(unloads).hasValue(0);
    }
}
