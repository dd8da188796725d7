// SPDX-License-Identifier: MIT
package dev.pixal3d.training.views;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.render.View;
import java.util.List;

/**
 * Puts a model before the product's camera as a cut-out picture would show it: turned, then moved and scaled until its
 * outline fills the middle of the picture with the margin that the engine's crop leaves.
 */
public final class Posing {
    /** The crop's side is so many times the longer side of the outline. */
    public static final double MARGIN = 1.1;
    private static final int ROUNDS = 6;

    private Posing() {}

    /** The camera that sees the result. */
    public static View.InputCamera camera(double angle) {
        return new View.InputCamera(angle, distance(angle), Front.GLTF);
    }

    /** How far that camera is from the origin. */
    public static double distance(double angle) {
        return 0.5 / Math.tan(angle / 2);
    }

    /**
     * The posed model.
     *
     * @param azimuth
     *            degrees by which the viewer has walked round the model
     * @param elevation
     *            degrees above the horizon from which he sees it
     * @param roll
     *            degrees by which the picture is turned
     * @param angle
     *            field of view in radians
     * @throws IllegalArgumentException
     *             when the model has no extent
     */
    public static GlbModel pose(GlbModel model, double azimuth, double elevation, double roll, double angle) {
        double[] m = rotation(Math.toRadians(azimuth), Math.toRadians(elevation), Math.toRadians(roll));
        List<TexturedMesh> turned = model.primitives().stream().map(p -> turned(p.mesh(), m)).toList();
        double[] fit = fit(turned, distance(angle));
        List<GlbPrimitive> primitives = new java.util.ArrayList<>();
        for (int i = 0; i < turned.size(); i++) {
            TexturedMesh mesh = turned.get(i);
            float[] p = mesh.positions().clone();
            for (int k = 0; k < p.length; k++)
                p[k] = (float) ((p[k] - fit[k % 3]) * fit[3] + (k % 3 < 2 ? fit[4 + k % 3] : 0));
            primitives.add(new GlbPrimitive(new TexturedMesh(p, mesh.normals(), mesh.uvs(), mesh.tangents(), mesh
                    .triangles(), true), model.primitives().get(i).material()));
        }
        return new GlbModel(model.generator(), model.extras(), model.extensions(), primitives, model.textures(),
                model.notes());
    }

    private static double[] rotation(double a, double e, double r) {
        double[] yaw = {Math.cos(a), 0, -Math.sin(a), 0, 1, 0, Math.sin(a), 0, Math.cos(a)};
        double[] pitch = {1, 0, 0, 0, Math.cos(e), -Math.sin(e), 0, Math.sin(e), Math.cos(e)};
        double[] roll = {Math.cos(r), -Math.sin(r), 0, Math.sin(r), Math.cos(r), 0, 0, 0, 1};
        return times(roll, times(pitch, yaw));
    }

    private static double[] times(double[] a, double[] b) {
        double[] out = new double[9];
        for (int i = 0; i < 9; i++) for (int k = 0; k < 3; k++) out[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
        return out;
    }

    private static TexturedMesh turned(TexturedMesh mesh, double[] m) {
        return new TexturedMesh(turned(mesh.positions(), 3, m), turned(mesh.normals(), 3, m), mesh.uvs(), turned(mesh
                .tangents(), 4, m), mesh.triangles(), true);
    }

    private static float[] turned(float[] in, int stride, double[] m) {
        float[] out = in.clone();
        for (int i = 0; i + 2 < in.length; i += stride) {
            for (int r = 0; r < 3; r++) {
                out[i + r] = (float) (m[3 * r] * in[i] + m[3 * r + 1] * in[i + 1] + m[3 * r + 2] * in[i + 2]);
            }
        }
        return out;
    }

    /** Centre xyz to take away, scale, and what to add to x and y. */
    private static double[] fit(List<TexturedMesh> meshes, double distance) {
        double[] low = {1e30, 1e30, 1e30}, high = {-1e30, -1e30, -1e30};
        for (TexturedMesh mesh : meshes) {
            for (int c : mesh.triangles()) {
                for (int k = 0; k < 3; k++) {
                    low[k] = Math.min(low[k], mesh.positions()[3 * c + k]);
                    high[k] = Math.max(high[k], mesh.positions()[3 * c + k]);
                }
            }
        }
        double most = Math.max(high[0] - low[0], Math.max(high[1] - low[1], high[2] - low[2]));
        if (!(most > 1e-12)) throw new IllegalArgumentException("the model has no extent");
        double[] fit = {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2, 0.8 / most, 0, 0};
        for (int round = 0; round < ROUNDS; round++) {
            double[] box = {1e30, -1e30, 1e30, -1e30};
            for (TexturedMesh mesh : meshes) {
                float[] p = mesh.positions();
                for (int c : mesh.triangles()) {
                    double w = distance / (distance - (p[3 * c + 2] - fit[2]) * fit[3]);
                    double x = ((p[3 * c] - fit[0]) * fit[3] + fit[4]) * w,
                            y = ((p[3 * c + 1] - fit[1]) * fit[3] + fit[5])
                                    * w;
                    box[0] = Math.min(box[0], x);
                    box[1] = Math.max(box[1], x);
                    box[2] = Math.min(box[2], y);
                    box[3] = Math.max(box[3], y);
                }
            }
            double side = Math.max(box[1] - box[0], box[3] - box[2]), grow = 1 / (MARGIN * side);
            fit[4] = (fit[4] - (box[0] + box[1]) / 2) * grow;
            fit[5] = (fit[5] - (box[2] + box[3]) / 2) * grow;
            fit[3] *= grow;
        }
        return fit;
    }
}
