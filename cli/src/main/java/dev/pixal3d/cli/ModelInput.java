// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A GLB that a command is given, as a file or on standard input. */
final class ModelInput {
    private ModelInput() {}

    /** All of it. */
    static byte[] bytes(Path path, Console console) throws IOException {
        return Destination.isStream(path) ? console.in().readAllBytes() : Files.readAllBytes(path);
    }

    /**
     * Reads the model.
     *
     * @throws ProblemException
     *             when it is no GLB that is read, naming the file
     */
    static GlbModel read(Path path, Console console) throws IOException {
        byte[] bytes = bytes(path, console);
        Optional<ImageFormat> picture = ImageFormat.sniff(bytes);
        if (picture.isPresent()) {
            throw problem(path,
                    "this is a picture, not a model (got " + picture.get() + ", allowed a GLB). Run: pixal3d"
                            + " generate " + path);
        }
        try {
            return GlbReader.read(bytes);
        } catch (ProblemException e) {
            throw new ProblemException(e.problems().stream().<Problem>map(
                    p -> new Problem.File(p.kind(), path.toString(), p.message())).toList());
        }
    }

    private static ProblemException problem(Path path, String message) {
        return new Problem.File(Problem.Kind.UNUSABLE_FILE, path.toString(), message).exception();
    }
}
