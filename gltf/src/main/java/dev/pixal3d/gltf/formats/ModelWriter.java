// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A file format that models are written in. A new one is a class that implements this and a line in
 * {@link ModelWriters}. Implementations have no state and are thread-safe.
 */
public interface ModelWriter {
    /** The format's name in requests: lower case. */
    String id();

    /** Of its files, without the dot. */
    default String extension() { return id(); }

    String mediaType();

    /** What its files are, for help texts: a few words. */
    String description();

    /**
     * Whether it needs {@link FinishedModel#textured()}; otherwise unwrap and bake, most of an export, are left out.
     */
    boolean textured();

    /**
     * Whether its files are for printing: in millimetres, standing on a plate, walls and base as a printer needs them.
     */
    default boolean printed() { return false; }

    /**
     * Writes one file; the same model and settings give the same bytes.
     *
     * @param out
     *            stays open
     * @return the mesh as whoever reads the file gets it
     * @throws dev.pixal3d.core.ProblemException
     *             when this model cannot be written in this format
     */
    WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException;
}
