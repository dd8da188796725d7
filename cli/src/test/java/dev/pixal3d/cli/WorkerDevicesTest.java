// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerDevicesTest {
    private static WorkerDevices parse(String text) {
        return WorkerDevices.parse(text, () -> List.of("cuda:0", "cuda:1", "cuda:2"));
    }

    @Test
    void oneWorkerOnEachDevice() {
        assertThat(parse("cuda:0, cuda:1").workers()).isEqualTo(2);
        assertThat(parse("cuda:0,cuda:1").arguments(2)).containsExactly(
                List.of("--device", "cuda:0", "--device-workers", "1"),
                List.of("--device", "cuda:1", "--device-workers", "1"));
        assertThat(parse("all").workers()).isEqualTo(3);
        assertThat(parse("all").devices()).containsExactly("cuda:0", "cuda:1", "cuda:2");
    }

    @Test
    void workersOnOneDeviceShareIt() {
        assertThat(parse("cuda,cpu").arguments(3)).containsExactly(
                List.of("--device", "cuda:0", "--device-workers", "2"),
                List.of("--device", "cpu", "--device-workers", "1"),
                List.of("--device", "cuda:0", "--device-workers", "2"));
        assertThat(parse("").workers()).isEqualTo(1);
        assertThat(parse("").arguments(1)).isEmpty();
        assertThat(parse("").arguments(2)).containsExactly(List.of("--device-workers", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:0;cuda:1", "cuda:0,", "cuda:x"})
    void whatIsNoDeviceIsNamed(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("--devices: ");
    }

    @Test
    void allNeedsAnAccelerator() {
        assertThatThrownBy(() -> WorkerDevices.parse("all", List::of)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("no GPU is there");
    }

    @Test
    void aServerRefusesBothSettings() {
        Run run = Run.of("serve", "--devices", "cpu", "--device", "cpu");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--devices");
    }
}
