// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;
import java.util.ArrayList;
import java.util.List;

/**
 * How well an exported model looks like the full-resolution surface it came from: both are seen from the same eight
 * sides, the surface coloured by looking the attributes up at each pixel's point. Pixels count where both are seen.
 * Memory: 300 bytes for each pixel of a view, for the surface's views are kept.
 */
final class Fidelity {
    private static final int VIEWS = 8;
    private static final double ANGLE = Math.toRadians(30), ELEVATION = 25, DISTANCE = 2.6;
    private static final int WINDOW = 7, STRIDE = 3;

    /**
     * What was found.
     *
     * @param colorPsnr
     *            of the base colour, in dB
     * @param ssim
     *            mean structural similarity of the base colour's brightness (Wang et al. 2004, windows of 7 by 7)
     * @param normalMean
     *            mean angle between the normals that are shaded, in degrees
     * @param normalRms
     *            root of the mean square of that angle
     * @param normalPsnr
     *            of the normals as colours, in dB
     * @param silhouette
     *            pixels where both are seen over pixels where one is
     */
    record Result(double colorPsnr, double ssim, double normalMean, double normalRms, double normalPsnr,
            double silhouette) {}

    private final List<Renderer.Probe> surface = new ArrayList<>();
    private final int size;
    private final Parallel parallel;

    /**
     * Looks at the surface.
     *
     * @param surface
     *            in the frame of the file, as {@link Front#GLTF} leaves it
     * @param size
     *            width and height of a view in pixels
     */
    Fidelity(Mesh surface, AttributeField attributes, int size, Parallel parallel) {
        this.size = size;
        this.parallel = parallel;
        Renderer renderer = new Renderer(uncoloured(surface));
        for (int i = 0; i < VIEWS; i++) {
            Renderer.Probe probe = renderer.probe(view(i), size, parallel);
            paint(probe, attributes, parallel);
            this.surface.add(probe);
        }
    }

    private static View view(int i) {
        return new View.Fixed(360.0 * i / VIEWS, i % 2 == 0 ? ELEVATION : -ELEVATION, ANGLE, DISTANCE);
    }

    /** A surface alone, for {@link Renderer#probe}. */
    static GlbModel uncoloured(Mesh surface) {
        RgbaImage texel = new RgbaImage(1, 1, new byte[]{0, 0, 0, -1});
        TexturedMesh mesh = new TexturedMesh(surface.positions(), VertexNormals.of(surface), new float[2 * surface
                .vertexCount()], new float[0], surface.triangles(), false);
        return GlbModel.of(List.of(mesh), Material.opaque(texel, texel));
    }

    /** Puts the base colour at each pixel's point in place of the texture's. */
    static void paint(Renderer.Probe probe, AttributeField attributes, Parallel parallel) {
        parallel.range(probe.triangle().length, 1 << 10, (from, to) -> {
            float[] sample = new float[OVoxel.ATTRIBUTES], values = probe.values();
            for (int i = from; i < to; i++) {
                if (probe.triangle()[i] < 0) continue;
                int at = Renderer.Probe.WIDTH * i;
                attributes.sample(values[at], values[at + 1], values[at + 2], sample, 0);
                for (int k = 0; k < 3; k++) values[at + 6 + k] = 255 * Math.clamp(sample[k], 0, 1);
            }
        });
    }

    /** Compares a model that was read from its file. */
    Result of(GlbModel model) {
        Renderer renderer = new Renderer(model);
        double color = 0, angle = 0, angle2 = 0, chord2 = 0, ssim = 0;
        long both = 0, either = 0, windows = 0;
        for (int v = 0; v < VIEWS; v++) {
            Renderer.Probe a = surface.get(v), b = renderer.probe(view(v), size, parallel);
            for (int i = 0; i < size * size; i++) {
                boolean seenA = a.triangle()[i] >= 0, seenB = b.triangle()[i] >= 0;
                if (seenA || seenB) either++;
                if (!seenA || !seenB) continue;
                both++;
                int at = Renderer.Probe.WIDTH * i;
                double chord = squared(a.values(), b.values(), at + 3);
                double degrees = Math.toDegrees(2 * Math.asin(Math.min(1, Math.sqrt(chord) / 2)));
                color += squared(a.values(), b.values(), at + 6) / 3;
                chord2 += chord / 3;
                angle += degrees;
                angle2 += degrees * degrees;
            }
            double[] similar = similarity(a, b);
            ssim += similar[0];
            windows += (long) similar[1];
        }
        return new Result(10 * Math.log10(255 * 255 * both / color), ssim / windows, angle / both,
                Math.sqrt(angle2 / both), 10 * Math.log10(4 * both / chord2), (double) both / either);
    }

    private static double squared(float[] a, float[] b, int at) {
        double sum = 0;
        for (int k = at; k < at + 3; k++) sum += ((double) a[k] - b[k]) * ((double) a[k] - b[k]);
        return sum;
    }

    /** Sum of the similarity of all windows that both models fill, and their number. */
    private double[] similarity(Renderer.Probe a, Renderer.Probe b) {
        double[] out = new double[2];
        for (int y = 0; y + WINDOW <= size; y += STRIDE) {
            for (int x = 0; x + WINDOW <= size; x += STRIDE) {
                double value = window(a, b, x, y);
                if (Double.isNaN(value)) continue;
                out[0] += value;
                out[1]++;
            }
        }
        return out;
    }

    private double window(Renderer.Probe a, Renderer.Probe b, int x0, int y0) {
        double sa = 0, sb = 0, aa = 0, bb = 0, ab = 0;
        for (int y = y0; y < y0 + WINDOW; y++) {
            for (int i = y * size + x0; i < y * size + x0 + WINDOW; i++) {
                if (a.triangle()[i] < 0 || b.triangle()[i] < 0) return Double.NaN;
                double p = brightness(a.values(), i), q = brightness(b.values(), i);
                sa += p;
                sb += q;
                aa += p * p;
                bb += q * q;
                ab += p * q;
            }
        }
        double n = WINDOW * WINDOW, ma = sa / n, mb = sb / n, c1 = 6.5025, c2 = 58.5225;
        return (2 * ma * mb + c1) * (2 * (ab / n - ma * mb) + c2)
                / ((ma * ma + mb * mb + c1) * (aa / n - ma * ma + bb / n - mb * mb + c2));
    }

    private static double brightness(float[] values, int i) {
        int at = Renderer.Probe.WIDTH * i + 6;
        return 0.299 * values[at] + 0.587 * values[at + 1] + 0.114 * values[at + 2];
    }
}
