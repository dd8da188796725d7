// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folders of reference recordings: every one whose name begins with a kind, below the folder that {@code -Dgoldens=DIR}
 * names or else the test resources. Measured errors are appended to {@code target/goldens.tsv}.
 */
final class Golden {
    /** The device that networks under test run on: {@code -Dgoldens.device=cuda}. */
    static final Device DEVICE = TorchRuntime.require(Device.parse(System.getProperty("goldens.device", "cpu")));
    /** As for the networks by themselves: an accelerator sums in another order. */
    private static final double DEVICE_FACTOR = DEVICE.isCpu() ? 1 : 5;

    private Golden() {}

    /** All case folders of a kind; ours has one at least, in a folder that was given the test is skipped. */
    static List<Path> cases(String kind) throws IOException {
        Optional<String> given = Optional.ofNullable(System.getProperty("goldens"));
        Path root = Path.of(given.orElse("src/test/resources/goldens"));
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> found = folders.filter(p -> p.getFileName().toString().startsWith(kind))
                    .filter(p -> Files.exists(p.resolve("io.safetensors"))).sorted().toList();
            String what = "golden cases " + kind + "* in " + root;
            if (given.isPresent()) assumeThat(found).as(what).isNotEmpty();
            else assertThat(found).as(what).isNotEmpty();
            return found;
        }
    }

    /** Fails when a result is farther than this from the recording anywhere. */
    static void close(Path folder, SafetensorsFile io, String name, float[] actual, double tolerance) {
        double allowed = tolerance * DEVICE_FACTOR;
        float[] expected = io.floats(name);
        assertThat(actual).as("size of %s", name).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
        }
        record(folder, name, allowed, worst);
        assertThat(worst).as("largest error of %s in %s", name, folder.getFileName()).isLessThanOrEqualTo(allowed);
    }

    private static void record(Path folder, String name, double tolerance, double worst) {
        try {
            Files.writeString(Path.of("target", "goldens.tsv"), String.format(Locale.ROOT, "%s\t%s\t%.1e\t%.1e%n",
                    folder.getFileName(), name, tolerance, worst), StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
