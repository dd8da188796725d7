// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
    /** The order in which the pipeline draws. */
    private static final List<String> PIPELINE = List.of("ss", "lr", "hr", "tex");

    /** Place in the stream: the pipeline's draws, then sizes ascending; other draws start from a fresh seed. */
    private static int place(String draw) {
        return draw.matches("n\\d+") ? PIPELINE.size() + Integer.parseInt(draw.substring(1)) : PIPELINE.indexOf(draw);
    }

    static List<Path> cases() { return Goldens.cases("noise"); }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferenceNumbers(Path folder) {
        try (SafetensorsFile io = Goldens.io(folder); TensorScope _ = TensorScope.open()) {
            for (String seed : Goldens.names(io)) {
                long value = Long.parseLong(seed.substring("seed".length()));
                List<String> draws = io.tensors().keySet().stream().filter(n -> n.startsWith(seed + "."))
                        .map(n -> n.substring(seed.length() + 1)).toList();
                try (Noise stream = new Noise(value)) {
                    draws.stream().filter(d -> place(d) >= 0).sorted(Comparator.comparingInt(NoiseTest::place))
                            .forEach(d -> check(stream, io, seed + "." + d));
                }
                for (String draw : draws) {
                    if (place(draw) >= 0) continue;
                    try (Noise fresh = new Noise(value)) {
                        check(fresh, io, seed + "." + draw);
                    }
                }
            }
        }
    }

    private static void check(Noise noise, SafetensorsFile io, String name) {
        Tensor wanted = Goldens.tensor(io, name);
        assertThat(Goldens.largestDifference(noise.next(wanted.shape()), wanted)).as(name).isLessThanOrEqualTo(2e-6);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42, -1, 1234567890123L})
    void equalsThePortInPureJava(long seed) {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(seed)) {
            MersenneNoise port = new MersenneNoise(seed);
            for (int n : new int[]{1, 2, 15, 3, 16, 17, 1000, 5, 4096}) {
                assertThat(noise.next(n).floats()).as("%d values", n).usingComparatorWithPrecision(3e-6f)
                        .containsExactly(port.next(n));
            }
        }
    }

    @Test
    void streamsDoNotDisturbEachOther() {
        try (TensorScope _ = TensorScope.open(); Noise a = new Noise(7); Noise b = new Noise(7)) {
            float[] first = a.next(20).floats();
            Tensor.call("randn", "", new long[]{100}, Dtype.F32, null, Device.CPU, null);
            assertThat(b.next(20).floats()).containsExactly(first);
            assertThat(a.next(20).mean().item()).isNotCloseTo(b.next(19).mean().item(), within(1e-9));
        }
    }
}
