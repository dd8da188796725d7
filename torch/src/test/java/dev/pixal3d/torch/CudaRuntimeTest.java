// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against functions of CUDA's names that are written in Java: three devices, of which the last one has failed. */
class CudaRuntimeTest {
    private static final int BROKEN = 2;
    private static final int NO_DEVICE = 100;
    private static final int FAILED = 719;

    private final Arena arena = Arena.ofAuto();
    private final Map<String, MemorySegment> functions = new HashMap<>();
    private int devices = 3;
    private int current = 1;

    CudaRuntimeTest() throws ReflectiveOperationException {
        function("cudaGetDeviceCount", JAVA_INT, ADDRESS);
        function("cudaGetDevice", JAVA_INT, ADDRESS);
        function("cudaSetDevice", JAVA_INT, JAVA_INT);
        function("cudaMemGetInfo", JAVA_INT, ADDRESS, ADDRESS);
        function("cudaDeviceSynchronize", JAVA_INT);
        function("cudaGetErrorString", ADDRESS, JAVA_INT);
    }

    private void function(String name, MemoryLayout result, MemoryLayout... parameters)
            throws ReflectiveOperationException {
        FunctionDescriptor type = FunctionDescriptor.of(result, parameters);
        MethodType java = type.toMethodType();
        functions.put(name, Linker.nativeLinker().upcallStub(
                MethodHandles.lookup().findVirtual(CudaRuntimeTest.class, name, java).bindTo(this), type, arena));
    }

    int cudaGetDeviceCount(MemorySegment out) {
        if (devices == 0) return NO_DEVICE;
        out.reinterpret(JAVA_INT.byteSize()).set(JAVA_INT, 0, devices);
        return 0;
    }

    int cudaGetDevice(MemorySegment out) {
        out.reinterpret(JAVA_INT.byteSize()).set(JAVA_INT, 0, current);
        return 0;
    }

    int cudaSetDevice(int device) {
        current = device;
        return 0;
    }

    int cudaMemGetInfo(MemorySegment free, MemorySegment total) {
        free.reinterpret(JAVA_LONG.byteSize()).set(JAVA_LONG, 0, 1000L + current);
        total.reinterpret(JAVA_LONG.byteSize()).set(JAVA_LONG, 0, 5L << 32);
        return current == BROKEN ? FAILED : 0;
    }

    int cudaDeviceSynchronize() { return current == BROKEN ? FAILED : 0; }

    MemorySegment cudaGetErrorString(int code) {
        return arena.allocateFrom(code == FAILED ? "launch failure" : "none");
    }

    private CudaRuntime runtime() {
        return CudaRuntime.find(name -> Optional.ofNullable(functions.get(name))).orElseThrow();
    }

    @Test
    void asksEachDeviceAndLeavesTheThreadsOwnAsItWas() {
        CudaRuntime runtime = runtime();
        assertThat(runtime.count()).isEqualTo(3);
        assertThat(runtime.problem()).isEmpty();
        assertThat(runtime.memory(0)).containsExactly(1000, 5L << 32);
        runtime.synchronize(0);
        assertThat(current).isEqualTo(1);
        assertThatThrownBy(() -> runtime.memory(BROKEN)).isInstanceOfSatisfying(TorchException.class,
                e -> assertThat(e.isFatal()).isTrue()).hasMessage("CUDA error: launch failure");
        assertThatThrownBy(() -> runtime.synchronize(BROKEN)).isInstanceOf(TorchException.class);
        assertThat(current).isEqualTo(1);
    }

    @Test
    void withoutADeviceItSaysWhatCudaSays() {
        devices = 0;
        assertThat(runtime().count()).isZero();
        assertThat(runtime().problem()).hasValue("none");
        assertThat(CudaRuntime.find(_ -> Optional.empty())).as("a libtorch without CUDA").isEmpty();
    }
}
