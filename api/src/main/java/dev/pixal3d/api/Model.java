// SPDX-License-Identifier: MIT
package dev.pixal3d.api;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.Artifact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model in memory, to be written in any format and as often as wanted while its {@link Pixal3D} is open. Immutable,
 * thread-safe.
 *
 * @since 0.1
 */
public final class Model {
    private final Artifact artifact;
    private final Parallel parallel;

    Model(Artifact artifact, Parallel parallel) {
        this.artifact = artifact;
        this.parallel = parallel;
    }

    /** The seed that it was made with; the same one gives the same model. */
    public long seed() {
        return artifact.request().seed();
    }

    /**
     * Writes a file.
     *
     * @param file
     *            its extension names the format: .glb, .zip (OBJ), .stl, .ply, .usdz or .3mf
     * @return what there is to say about the model, as JSON values: counts, holes, distances, timings
     * @throws dev.pixal3d.core.ProblemException
     *             when the extension is not known
     */
    public Map<String, Object> write(Path file) throws IOException {
        ModelWriter writer = ModelWriters.ofFile("model", file);
        try (OutputStream out = Files.newOutputStream(file)) {
            return artifact.write(writer, artifact.request().name(), parallel, out).json();
        }
    }

    /** The model as a GLB. */
    public byte[] glb() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            artifact.write(ModelWriters.GLB, artifact.request().name(), parallel, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
