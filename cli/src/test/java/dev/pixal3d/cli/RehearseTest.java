// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseTest {
    @TempDir
    private Path folder;

    @Test
    void theUsualCommandsRunAndLeaveAModel() {
        Run run = Run.of("rehearse", folder);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(folder.resolve("disc.glb")).isNotEmptyFile();
        assertThat(run.out()).as("the model is inspected").contains("disc.glb");
    }
}
