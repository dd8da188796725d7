// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The reference outputs: every case folder whose name starts with a kind. {@code -Dgoldens=DIR} puts another folder in
 * place of ours; it need not have every kind.
 */
final class Goldens {
    private Goldens() {}

    static List<Path> cases(String kind) {
        Path root = Path.of(System.getProperty("goldens", "src/test/resources/goldens"));
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> found = folders.filter(Files::isDirectory)
                    .filter(p -> p.getFileName().toString().startsWith(kind)).sorted().toList();
            if (found.isEmpty() && System.getProperty("goldens") == null)
                throw new IllegalStateException("no golden of kind " + kind + " in " + root);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SafetensorsFile io(Path folder) {
        try {
            return SafetensorsFile.open(folder.resolve("io.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part of every tensor's name before its last dot, once each, in file order. */
    static List<String> names(SafetensorsFile file) {
        return file.tensors().keySet().stream().map(n -> n.substring(0, n.lastIndexOf('.'))).distinct().toList();
    }

    static Tensor tensor(SafetensorsFile file, String name) {
        var info = file.require(name);
        return Tensor.copyOf(file.data(info), Dtype.of(info.type()).orElseThrow(),
                info.shape().stream().mapToLong(Long::longValue).toArray());
    }

    static double largestDifference(Tensor a, Tensor b) {
        org.assertj.core.api.Assertions.assertThat(a.shape()).isEqualTo(b.shape());
        return a.numel() == 0 ? 0 : a.to(Dtype.F64).sub(b.to(Dtype.F64)).abs().max().item();
    }
}
