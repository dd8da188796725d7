// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;

/**
 * Ambient occlusion: the share of the sky each point sees, from cosine-distributed rays against the exported mesh. Rays
 * start at the mesh's vertices and texels interpolate, so both sides of every seam agree and the cost depends on the
 * mesh, not on the texture. Rays per vertex turn by a hash of the vertex; a few Jacobi steps along edges remove the
 * noise.
 */
public final class OcclusionBake {
    /** Rays per vertex. */
    public static final int RAYS = 32;

    /** How far a ray looks, as a share of the mesh's diagonal. */
    private static final float REACH = 0.35f;
    /** How far above the surface a ray starts, as a share of the diagonal. */
    private static final float LIFT = 1e-3f;
    private static final int SMOOTHING = 2;
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private OcclusionBake() {}

    /**
     * Bakes one byte a texel, 255 where all of the sky is seen.
     *
     * @param source
     *            the mesh that was unwrapped
     * @param sourceNormals
     *            its unit vertex normals, length 3V
     */
    public static byte[] bake(SurfaceMap map, Mesh source, float[] sourceNormals, RunContext context) {
        float[] seen = smooth(source, vertices(source, sourceNormals, context));
        int size = map.size();
        byte[] out = new byte[size * size];
        UnwrappedMesh mesh = map.mesh();
        Bands.run(size, "occlusion", RunContext.silent(context.parallel()), (from, to) -> {
            double[] weights = new double[4];
            for (int i = from * size; i < to * size; i++) {
                int t = map.triangle(i);
                if (t < 0) continue;
                map.barycentric(i, weights);
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += weights[k] * seen[mesh.sourceVertex()[mesh.triangles()[3 * t + k]]];
                }
                out[i] = TextureBake.quantise((float) sum);
            }
        });
        if (map.isEmpty()) java.util.Arrays.fill(out, (byte) 255);
        map.gutter().fill(out, 1, context.parallel());
        return out;
    }

    /** Share of the sky in [0, 1] that each vertex sees. */
    static float[] vertices(Mesh mesh, float[] normals, RunContext context) {
        RayTree tree = new RayTree(mesh);
        float diagonal = diagonal(mesh);
        float[] seen = new float[mesh.vertexCount()];
        Bands.run(mesh.vertexCount(), "occlusion", context, (from, to) -> {
            float[] basis = new float[6];
            for (int v = from; v < to; v++) seen[v] = look(tree, mesh.positions(), normals, v, diagonal, basis);
        });
        return seen;
    }

    private static float look(RayTree tree, float[] p, float[] normals, int v, float diagonal, float[] basis) {
        float nx = normals[3 * v], ny = normals[3 * v + 1], nz = normals[3 * v + 2];
        float sign = Math.copySign(1, nz), a = -1 / (sign + nz), b = nx * ny * a;
        basis[0] = 1 + sign * nx * nx * a;
        basis[1] = sign * b;
        basis[2] = -sign * nx;
        basis[3] = b;
        basis[4] = sign + ny * ny * a;
        basis[5] = -ny;
        float lift = LIFT * diagonal;
        int hash = v * 0x9E3779B1;
        hash = (hash ^ hash >>> 15) * 0x85EBCA6B;
        double turn = (hash >>> 8) * (2 * Math.PI / (1 << 24));
        int free = 0;
        for (int i = 0; i < RAYS; i++) {
            double r = Math.sqrt((i + 0.5) / RAYS), up = Math.sqrt(1 - r * r), angle = turn + i * GOLDEN_ANGLE;
            double x = r * Math.cos(angle), y = r * Math.sin(angle);
            if (!tree.blocked(p[3 * v] + lift * nx, p[3 * v + 1] + lift * ny, p[3 * v + 2] + lift * nz,
                    (float) (x * basis[0] + y * basis[3] + up * nx), (float) (x * basis[1] + y * basis[4] + up * ny),
                    (float) (x * basis[2] + y * basis[5] + up * nz), REACH * diagonal))
                free++;
        }
        return (float) free / RAYS;
    }

    private static float diagonal(Mesh mesh) {
        double squares = 0;
        for (int k = 0; k < 3; k++) {
            float low = Float.POSITIVE_INFINITY, high = Float.NEGATIVE_INFINITY;
            for (int v = k; v < mesh.positions().length; v += 3) {
                low = Math.min(low, mesh.positions()[v]);
                high = Math.max(high, mesh.positions()[v]);
            }
            if (high > low) squares += (double) (high - low) * (high - low);
        }
        return (float) Math.sqrt(squares);
    }

    private static float[] smooth(Mesh mesh, float[] values) {
        int[] t = mesh.triangles();
        float[] current = values;
        for (int step = 0; step < SMOOTHING; step++) {
            float[] sum = new float[values.length];
            int[] count = new int[values.length];
            for (int c = 0; c < t.length; c++) {
                int a = t[c], b = t[FaceAdjacency.next(c)];
                sum[a] += current[b];
                sum[b] += current[a];
                count[a]++;
                count[b]++;
            }
            float[] next = new float[values.length];
            for (int v = 0; v < next.length; v++) {
                next[v] = count[v] == 0 ? current[v] : 0.5f * current[v] + 0.5f * sum[v] / count[v];
            }
            current = next;
        }
        return current;
    }
}
