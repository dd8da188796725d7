// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.GlbTexture;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All triangles of a model in common arrays, with their materials ready for reading.
 *
 * @param surfaceOf
 *            index of a triangle's material in {@code surfaces}
 * @param radius
 *            of the sphere around {@code center} that holds all vertices; positive
 */
record RenderScene(float[] positions, float[] normals, float[] uvs, float[] tangents, int[] triangles, int[] surfaceOf,
        List<Surface> surfaces, double[] center, double radius) {
    /** A material; textures that are absent have one neutral texel. */
    record Surface(GlbMaterial material, MipTexture base, MipTexture data, Optional<MipTexture> normal,
            Optional<MipTexture> occlusion) {}

    static RenderScene of(GlbModel model) {
        int vertices = model.vertexCount(), faces = model.triangleCount(), v = 0, f = 0;
        float[] p = new float[3 * vertices], n = new float[3 * vertices], uv = new float[2 * vertices], t = new float[4
                * vertices];
        int[] triangles = new int[3 * faces], surfaceOf = new int[faces];
        List<GlbMaterial> materials = model.primitives().stream().map(GlbPrimitive::material).distinct().toList();
        for (GlbPrimitive primitive : model.primitives()) {
            TexturedMesh mesh = primitive.mesh();
            System.arraycopy(mesh.positions(), 0, p, 3 * v, mesh.positions().length);
            System.arraycopy(mesh.normals(), 0, n, 3 * v, mesh.normals().length);
            System.arraycopy(mesh.uvs(), 0, uv, 2 * v, mesh.uvs().length);
            System.arraycopy(mesh.tangents(), 0, t, 4 * v, mesh.tangents().length);
            for (int i = 0; i < mesh.triangles().length; i++) triangles[3 * f + i] = v + mesh.triangles()[i];
            Arrays.fill(surfaceOf, f, f + mesh.triangleCount(), materials.indexOf(primitive.material()));
            v += mesh.vertexCount();
            f += mesh.triangleCount();
        }
        Map<GlbTexture, MipTexture> ready = new HashMap<>();
        for (GlbTexture texture : model.textures()) ready.put(texture, MipTexture.of(texture));
        List<Surface> surfaces = materials.stream().map(m -> new Surface(m, find(ready, m.baseColor()).orElse(MipTexture
                .single(255, 255, 255)), find(ready, m.metallicRoughness()).orElse(MipTexture.single(255, 255, 255)),
                find(ready, m.normal()), find(ready, m.occlusion()))).toList();
        double[] center = center(p);
        return new RenderScene(p, n, uv, t, triangles, surfaceOf, surfaces, center, radius(p, center));
    }

    private static Optional<MipTexture> find(Map<GlbTexture, MipTexture> ready, Optional<GlbTexture> texture) {
        return texture.map(t -> ready.computeIfAbsent(t, x -> MipTexture.of(x)));
    }

    private static double[] center(float[] p) {
        double[] center = new double[3];
        if (p.length == 0) return center;
        Bounds box = Bounds.of(p, 3);
        for (int k = 0; k < 3; k++) center[k] = ((double) box.low()[k] + box.high()[k]) / 2;
        return center;
    }

    private static double radius(float[] p, double[] center) {
        double most = 0;
        for (int i = 0; i < p.length; i += 3) {
            double x = p[i] - center[0], y = p[i + 1] - center[1], z = p[i + 2] - center[2];
            most = Math.max(most, x * x + y * y + z * z);
        }
        return most > 0 ? Math.sqrt(most) : 1;
    }
}
