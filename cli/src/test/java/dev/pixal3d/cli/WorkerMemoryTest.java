// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerMemoryTest {
    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void serverAndWorkersTogetherStayInOneBudget(int workers) {
        for (long machine : new long[]{8 * GIB, 24 * GIB, 256 * GIB}) {
            long together = GIB + workers * WorkerMemory.share(workers, machine);
            assertThat(together).isLessThanOrEqualTo((long) (0.7 * machine));
        }
    }

    @Test
    void aWorkerGetsItsShareInPlaceOfTheServersHeap() {
        List<String> arguments = WorkerMemory.shared(
                List.of("-XX:MaxRAMPercentage=70", "-XX:+UseParallelGC", "-Xmx9g", "-Xms1g", "-Da=b"), 2, 10 * GIB);
        assertThat(arguments).containsExactly("-XX:+UseParallelGC", "-Da=b", "-Xmx3072m");
    }
}
