// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A format for printing. Its writers get the solid standing on the plate and welded by position, so that the file is
 * as closed as the model.
 */
interface PrintWriter extends ModelWriter {
    @Override
    default boolean textured() { return false; }

    @Override
    default boolean printed() { return true; }

    @Override
    default WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException {
        WeldedVertices onPlate = WeldedVertices.of(PrintPlate.of(model, settings, this));
        if (onPlate.mesh().triangleCount() == 0) {
            throw Problem.unusable("%s: the model has no surface (got 0 triangles, allowed 1 and more)."
                    .formatted(id())).exception();
        }
        return print(model, onPlate, parallel, out);
    }

    /**
     * Writes one file.
     *
     * @param onPlate
     *            the solid in millimetres, one triangle at least
     * @return the mesh as whoever reads the file gets it
     */
    WrittenMesh print(FinishedModel model, WeldedVertices onPlate, Parallel parallel, OutputStream out)
            throws IOException;
}
