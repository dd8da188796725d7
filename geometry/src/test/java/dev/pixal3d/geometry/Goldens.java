// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds golden cases: folders below the test resources, or below the directory -Dgoldens names. */
final class Goldens {
    private Goldens() {}

    /** Folders whose name starts so and whose tensors include all of {@code tensors}. */
    static List<Path> cases(String prefix, String... tensors) {
        Path root = Path.of(Optional.ofNullable(System.getProperty("goldens")).orElse("src/test/resources/goldens"));
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(f -> Files.exists(f.resolve("case.safetensors"))).filter(f -> has(f, tensors)).sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean has(Path folder, String... tensors) {
        try (SafetensorsFile file = open(folder)) {
            return file.tensors().keySet().containsAll(List.of(tensors));
        }
    }

    static SafetensorsFile open(Path folder) {
        try {
            return SafetensorsFile.open(folder.resolve("case.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
