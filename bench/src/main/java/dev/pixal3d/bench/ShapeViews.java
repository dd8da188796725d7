// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.Renderer.Probe;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model as it is seen from all around: the points that can be seen, and the volume that no view sees through. What
 * lies inside, such as the far side of a wall or a seat within a closed car, does not count.
 */
final class ShapeViews {
    /** Cells of the volume per side; it spans [-1, 1]. */
    static final int GRID = 64;
    private static final int DIRECTIONS = 26, SIZE = 128;
    private static final double ANGLE = 0.5, DISTANCE = 1.2 / Math.tan(ANGLE / 2) + 1;

    /** Position and normal of visible points, six numbers each. */
    final float[] points;
    /** Cells that no view sees through. */
    final boolean[] solid;

    /** Looks at a model that lies within the unit ball. */
    ShapeViews(GlbModel model, int count, Parallel parallel) {
        Renderer renderer = new Renderer(model);
        List<float[]> all = new ArrayList<>();
        solid = new boolean[GRID * GRID * GRID];
        Arrays.fill(solid, true);
        for (int i = 0; i < DIRECTIONS; i++) {
            double elevation = Math.toDegrees(Math.asin(1 - (2.0 * i + 1) / DIRECTIONS)), azimuth = 137.50776 * i % 360;
            Probe probe = renderer.probe(new View.Fixed(azimuth, elevation, ANGLE, DISTANCE), SIZE, parallel);
            for (int p = 0; p < SIZE * SIZE; p++) {
                if (probe.triangle()[p] >= 0)
                    all.add(Arrays.copyOfRange(probe.values(), Probe.WIDTH * p, Probe.WIDTH * p
                            + 6));
            }
            carve(probe, Math.toRadians(azimuth), Math.toRadians(elevation), parallel);
        }
        int n = Math.min(count, all.size());
        points = new float[6 * n];
        for (int i = 0; i < n; i++) System.arraycopy(all.get((int) ((long) i * all.size() / n)), 0, points, 6 * i, 6);
    }

    private void carve(Probe probe, double a, double e, Parallel parallel) {
        double[] right = {Math.cos(a), 0, -Math.sin(a)}, up = {-Math.sin(a) * Math.sin(e), Math.cos(e), -Math.cos(a)
                * Math.sin(e)}, back = {Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)};
        double focal = SIZE / (2 * Math.tan(ANGLE / 2)), slack = 2.0 / GRID;
        parallel.range(GRID, 1, (from, to) -> {
            for (int z = from; z < to; z++) {
                for (int i = 0; i < GRID * GRID; i++) {
                    double[] c = {center(i % GRID), center(i / GRID), center(z)};
                    double w = DISTANCE - dot(back, c);
                    int x = (int) (SIZE / 2.0 + focal * dot(right, c) / w), y = (int) (SIZE / 2.0 - focal * dot(up, c)
                            / w);
                    if (x < 0 || y < 0 || x >= SIZE || y >= SIZE) continue;
                    int p = y * SIZE + x;
                    boolean free = probe.triangle()[p] < 0;
                    if (!free) {
                        double[] hit = {probe.values()[Probe.WIDTH * p], probe.values()[Probe.WIDTH * p + 1], probe
                                .values()[Probe.WIDTH * p + 2]};
                        free = w < DISTANCE - dot(back, hit) - slack / 2;
                    }
                    if (free) solid[z * GRID * GRID + i] = false;
                }
            }
        });
    }

    private static double center(int i) { return (i + 0.5) * 2 / GRID - 1; }

    private static double dot(double[] a, double[] b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

    /** A model moved and scaled: p * scale + offset. */
    static GlbModel moved(GlbModel model, double scale, double[] offset) {
        return new GlbModel(model.generator(), model.extras(), model.extensions(), model.primitives().stream().map(
                p -> new GlbPrimitive(moved(p.mesh(), scale, offset), p.material())).toList(), model.textures(),
                model.notes());
    }

    private static TexturedMesh moved(TexturedMesh mesh, double scale, double[] offset) {
        float[] p = mesh.positions().clone();
        for (int i = 0; i < p.length; i++) p[i] = (float) (p[i] * scale + offset[i % 3]);
        return new TexturedMesh(p, mesh.normals(), mesh.uvs(), mesh.tangents(), mesh.triangles(), mesh.doubleSided());
    }
}
