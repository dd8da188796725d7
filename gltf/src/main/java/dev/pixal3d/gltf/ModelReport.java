// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.bake.UvReport;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.UnionFind;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.geometry.unwrap.UnwrapStats;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What can be measured on a model that was read.
 *
 * @param uv
 *            of its texture coordinates, at the size of the largest texture; charts are parts connected through stored
 *            vertices. Empty when a primitive has none
 */
public record ModelReport(int primitives, WrittenMesh mesh, Optional<UvReport> uv, List<GlbTexture> textures) {
    private static final int LEAST = 256, MOST = 4096;

    /** Measures; about a second for 200,000 triangles and textures of 2048. */
    public static ModelReport of(GlbModel model, Parallel parallel) {
        Mesh merged = model.merged();
        WeldedVertices weld = WeldedVertices.of(merged);
        return new ModelReport(model.primitives().size(), WrittenMesh.of(merged, parallel), layout(model, merged, weld)
                .map(u -> UvReport.of(u, size(model), parallel)), List.copyOf(model.textures()));
    }

    private static int size(GlbModel model) {
        int largest = model.textures().stream().mapToInt(t -> Math.max(t.image().width(), t.image().height())).max()
                .orElse(LEAST);
        return Math.clamp(largest, LEAST, MOST);
    }

    private static Optional<UnwrappedMesh> layout(GlbModel model, Mesh merged, WeldedVertices weld) {
        float[] uvs = new float[2 * merged.vertexCount()];
        int at = 0;
        for (GlbPrimitive primitive : model.primitives()) {
            float[] part = primitive.mesh().uvs();
            if (part.length == 0) return Optional.empty();
            System.arraycopy(part, 0, uvs, at, part.length);
            at += part.length;
        }
        if (merged.triangleCount() == 0) return Optional.empty();
        int[] chart = charts(merged);
        UnwrapStats stats = new UnwrapStats(Arrays.stream(chart).max().orElse(-1) + 1, 0, 0, 0, false, false);
        return Optional.of(new UnwrappedMesh(merged.positions(), weld.vertexOf(), uvs, merged.triangles(), chart,
                stats));
    }

    /** Numbers the parts that are connected through vertices, in order of their first triangle. */
    private static int[] charts(Mesh mesh) {
        UnionFind connected = new UnionFind(mesh.vertexCount());
        int[] t = mesh.triangles(), number = new int[mesh.vertexCount()];
        for (int i = 0; i < t.length; i += 3) {
            connected.join(t[i], t[i + 1]);
            connected.join(t[i], t[i + 2]);
        }
        int[] chart = new int[mesh.triangleCount()];
        int count = 0;
        for (int f = 0; f < chart.length; f++) {
            int r = connected.find(t[3 * f]);
            if (number[r] == 0) number[r] = ++count;
            chart[f] = number[r] - 1;
        }
        return chart;
    }
}
