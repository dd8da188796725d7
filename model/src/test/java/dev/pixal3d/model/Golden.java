// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.TensorInfo;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Optional;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A folder of reference tensors. Tests run every folder whose name begins with their kind, below the folder that
 * {@code -Dgoldens=DIR} names or else the test resources. {@code -Dgoldens.device=cuda} computes there, within
 * {@link #DEVICE_FACTOR} times the tolerances. Measured errors are appended to {@code target/goldens.tsv}, recordings
 * that a test did not look at to {@code target/goldens-unread.tsv}.
 */
final class Golden implements AutoCloseable {
    /** The device that networks under test run on. */
    static final Device DEVICE = TorchRuntime.require(Device.parse(System.getProperty("goldens.device", "cpu")));
    /**
     * An accelerator sums in another order and has other exponentials; the recordings were made on a CPU. In F32
     * without TF32 the errors of both against exact arithmetic are alike, so a few times the tolerance is enough.
     */
    static final double DEVICE_FACTOR = DEVICE.isCpu() ? 1 : 5;

    private final Path folder;
    private final SafetensorsFile io;
    private final Set<String> read = new HashSet<>();

    private Golden(Path folder) throws IOException {
        this.folder = folder;
        this.io = SafetensorsFile.open(folder.resolve("io.safetensors"));
    }

    /** All case folders of these kinds; ours has one at least, in a folder that was given the test is skipped. */
    static List<Path> cases(String... kinds) throws IOException {
        Optional<String> given = Optional.ofNullable(System.getProperty("goldens"));
        Path root = Path.of(given.orElse("src/test/resources/goldens"));
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> found = folders.filter(Files::isDirectory)
                    .filter(p -> Arrays.stream(kinds).anyMatch(p.getFileName().toString()::startsWith))
                    .filter(p -> Files.exists(p.resolve("io.safetensors"))).sorted().toList();
            String what = "golden cases " + Arrays.toString(kinds) + " in " + root;
            if (given.isPresent()) assumeThat(found).as(what).isNotEmpty();
            else assertThat(found).as(what).isNotEmpty();
            return found;
        }
    }

    static Golden open(Path folder) {
        try {
            return new Golden(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) { return folder.resolve(name); }

    String text(String name) throws IOException { return Files.readString(folder.resolve(name)); }

    ConfigJson config(String name) throws IOException { return ConfigJson.parse(folder + "/" + name, text(name)); }

    boolean has(String name) { return io.tensors().containsKey(name); }

    Tensor tensor(String name) {
        read.add(name);
        TensorInfo info = io.require(name);
        return Tensor.copyOf(io.data(info), Dtype.valueOf(info.type().name()),
                info.shape().stream().mapToLong(Long::longValue).toArray());
    }

    int[] ints(String name) {
        read.add(name);
        return io.ints(name);
    }

    float[] floats(String name) {
        read.add(name);
        return io.floats(name);
    }

    /** A network's file, on the device under test. */
    Weights weights(String name) throws IOException {
        return Weights.open(file(name)).on(DEVICE);
    }

    List<String> names() { return List.copyOf(io.tensors().keySet()); }

    /** Fails when a result is farther than this from the reference anywhere. */
    void close(Tensor actual, String name, double tolerance) {
        close(actual, tensor(name), name, tolerance);
    }

    /** The same for a part of what was recorded. */
    void close(Tensor actual, Tensor expected, String name, double tolerance) {
        assertThat(actual.numel()).as("size of %s", name).isEqualTo(expected.numel());
        close(actual.to(Dtype.F32).contiguous().floats(), expected.floats(), name, tolerance);
    }

    void close(float[] actual, float[] expected, String name, double tolerance) {
        double allowed = tolerance * DEVICE_FACTOR;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
        }
        record(name, allowed, worst);
        assertThat(worst).as("largest error of %s in %s on %s", name, folder.getFileName(), DEVICE)
                .isLessThanOrEqualTo(allowed);
    }

    void record(String name, double tolerance, double worst) {
        append("goldens.tsv", String.format(Locale.ROOT, "%s\t%s\t%.1e\t%.1e%n", folder.getFileName(), name, tolerance,
                worst));
    }

    private static void append(String file, String lines) {
        try {
            Files.writeString(Path.of("target", file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        StringBuilder unread = new StringBuilder();
        io.tensors().keySet().stream().filter(n -> !read.contains(n))
                .forEach(n -> unread.append(folder.getFileName()).append('\t').append(n).append('\n'));
        append("goldens-unread.tsv", unread.toString());
        io.close();
    }
}
