// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.TexturedMesh;

/** Checks a mesh before it is written and makes its directions exactly unit. */
final class PreparedMesh {
    private PreparedMesh() {}

    static TexturedMesh of(TexturedMesh mesh, boolean needsTangents, GeometryCompression compression) {
        check(mesh, needsTangents);
        float[] tangents = needsTangents ? mesh.tangents() : new float[0];
        TexturedMesh exact = new TexturedMesh(mesh.positions(), unit(mesh.normals(), 3), mesh.uvs(), unit(tangents, 4),
                mesh.triangles(), mesh.doubleSided());
        return compression == GeometryCompression.MESHOPT ? PackingOrder.apply(exact) : exact;
    }

    private static void check(TexturedMesh mesh, boolean needsTangents) {
        int vertices = mesh.vertexCount();
        if (vertices == 0 || mesh.triangleCount() == 0) {
            throw Problem.unusable(
                    ("glb: the mesh is empty (got %d vertices and %d triangles, allowed at least one triangle). "
                            + "Nothing of the object is left; use a lower threshold or another picture.")
                            .formatted(vertices, mesh.triangleCount()))
                    .exception();
        }
        length("positions", mesh.positions().length, 3 * vertices);
        length("normals", mesh.normals().length, 3 * vertices);
        length("uvs", mesh.uvs().length, 2 * vertices);
        length("triangles", mesh.triangles().length, 3 * mesh.triangleCount());
        if (needsTangents) length("tangents", mesh.tangents().length, 4 * vertices);
        finite("positions", mesh.positions());
        finite("uvs", mesh.uvs());
        for (int i : mesh.triangles()) {
            if (i < 0 || i >= vertices) {
                throw Problem.unusable("triangles: an index points outside (got %d, allowed 0 to %d).".formatted(i,
                        vertices - 1)).exception();
            }
        }
    }

    private static void length(String what, int got, int want) {
        if (got != want) {
            throw Problem.unusable("%s: wrong number of values for the mesh (got %d, allowed %d).".formatted(what, got,
                    want)).exception();
        }
    }

    private static void finite(String what, float[] values) {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                throw Problem.unusable("%s: not a number (got %s, allowed finite numbers).".formatted(what, v))
                        .exception();
            }
        }
    }

    /** Directions without length, as a vertex of needle triangles may have, point along an axis; signs become +-1. */
    private static float[] unit(float[] vectors, int stride) {
        float[] out = new float[vectors.length];
        for (int i = 0; i < out.length; i += stride) {
            double x = vectors[i], y = vectors[i + 1], z = vectors[i + 2];
            double norm = Math.sqrt(x * x + y * y + z * z);
            boolean usable = norm > 1e-12 && norm < Double.POSITIVE_INFINITY;
            out[i] = usable ? (float) (x / norm) : 0;
            out[i + 1] = usable ? (float) (y / norm) : stride == 4 ? 0 : 1;
            out[i + 2] = usable ? (float) (z / norm) : 0;
            if (stride == 4) {
                if (!usable) out[i] = 1;
                out[i + 3] = vectors[i + 3] < 0 ? -1 : 1;
            }
        }
        return out;
    }
}
