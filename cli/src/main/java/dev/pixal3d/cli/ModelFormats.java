// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The format of a model, chosen by the output file's extension. */
final class ModelFormats {
    private ModelFormats() {}

    static ModelWriter of(Path output) {
        return ModelWriters.ofExtension(Pictures.extension(output)).orElseThrow(() -> Problem.usage(
                "-o: the format is not known (got " + output + ", allowed " + ModelWriters.ALL.stream()
                        .map(w -> "*." + w.extension() + (w.extension().equals(w.id()) ? "" : " (" + w.id() + ")"))
                        .collect(Collectors.joining(", ")) + ").")
                .exception());
    }
}
