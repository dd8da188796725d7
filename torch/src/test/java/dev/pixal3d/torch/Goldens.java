// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The reference outputs: every case folder whose name starts with a kind. {@code -Dgoldens=DIR} puts another folder in
 * place of ours; tests of kinds that it does not have are skipped.
 */
final class Goldens {
    private Goldens() {}

    static List<Path> cases(String kind) {
        Path root = Path.of(System.getProperty("goldens", "src/test/resources/goldens"));
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> found = folders.filter(Files::isDirectory)
                    .filter(p -> p.getFileName().toString().startsWith(kind)).sorted().toList();
            String what = "golden cases " + kind + "* in " + root;
            if (System.getProperty("goldens") == null) assertThat(found).as(what).isNotEmpty();
            else assumeThat(found).as(what).isNotEmpty();
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
        assertThat(a.shape()).isEqualTo(b.shape());
        return a.numel() == 0 ? 0 : a.to(Dtype.F64).sub(b.to(Dtype.F64)).abs().max().item();
    }
}
