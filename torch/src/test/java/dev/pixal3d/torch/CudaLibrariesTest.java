// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Both systems' conventions, on either system. */
class CudaLibrariesTest {
    private static final String LINE = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  %s  Wed Jul 16 2025";

    @Test
    void driversAndLibrariesAreLookedAtBeforeLibtorchIsLoaded() {
        assertThat(CudaLibraries.version(LINE.formatted("580.65.06"))).hasValue(580);
        assertThat(CudaLibraries.version("no driver")).isEmpty();
        assertThat(problem(Optional.of(LINE.formatted("535.183.01")))).get().asString()
                .contains("driver is too old", "got 535, allowed 580");
        assertThat(problem(Optional.of(LINE.formatted("595.10")))).isEmpty();
        assertThat(problem(Optional.empty())).as("CUDA without a card: the CPU").isEmpty();
        assertThat(problem(Optional.of("nvcuda.dll is there"))).as("a driver that does not say").isEmpty();
    }

    private static Optional<String> problem(Optional<String> driver) {
        return CudaLibraries.problem(CudaNames.LINUX, driver, List.of());
    }

    @Test
    void whatIsMissingIsNamedWithTheSystemsRemedy() {
        assertThat(CudaLibraries.problem(CudaNames.LINUX, Optional.empty(), List.of("libcupti.so.13"))).get()
                .asString().contains("libcupti.so.13", "pixal3d gpu install");
        assertThat(CudaLibraries.problem(CudaNames.WINDOWS, Optional.empty(), List.of("cupti64_2026.2.1.dll"))).get()
                .asString().contains("cupti64_2026.2.1.dll", "CUDA 13.3", "PATH").doesNotContain("gpu install");
    }

    @Test
    void librariesHaveTheirSystemsNames() {
        assertThat(CudaNames.LINUX.files()).doesNotHaveDuplicates().allMatch(n -> n.matches("lib\\w+\\.so\\.\\d+"));
        assertThat(CudaNames.WINDOWS.files()).doesNotHaveDuplicates()
                .allMatch(n -> n.matches("[A-Za-z]+(64)?_[\\d_.]+\\.dll"))
                .noneMatch(n -> n.contains("nccl") || n.contains("cufile"));
        for (CudaNames system : CudaNames.values()) {
            assertThat(system.files()).anyMatch(n -> n.contains("cublasLt")).anyMatch(n -> n.contains("cudnn"));
        }
        assertThat(CudaNames.WINDOWS.natives()).contains("windows-x86_64-gpu").endsWith(".dll");
    }
}
