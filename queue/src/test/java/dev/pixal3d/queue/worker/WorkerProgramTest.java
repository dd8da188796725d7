// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerProgramTest {
    @Test
    void eachPlaceHasItsOwnArgumentsInTurn() {
        WorkerProgram program = new WorkerProgram(List.of("run", "-t=" + WorkerSupervisor.TMP),
                List.of(List.of("--device", "cuda:0"), List.of("--device", "cuda:1")));
        Path temporary = Path.of("scratch");
        assertThat(program.line(0, temporary)).containsExactly("run", "-t=scratch", "--device", "cuda:0");
        assertThat(program.line(1, temporary)).endsWith("cuda:1");
        assertThat(program.line(2, temporary)).endsWith("cuda:0");
        assertThat(WorkerProgram.of(List.of("run")).line(5, temporary)).containsExactly("run");
    }
}
