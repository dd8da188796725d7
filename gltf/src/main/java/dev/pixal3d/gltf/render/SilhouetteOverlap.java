// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.image.RgbaImage;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How well the outline of a model, seen from the input picture's camera, agrees with the outline of the picture. */
public final class SilhouetteOverlap {
    private static final int OUTLINE = 128;

    private SilhouetteOverlap() {}

    /**
     * Intersection over union of the outlines of a mesh and a cut-out, in [0, 1]; about 0.2 s of processor time for
     * 300,000 triangles and 1024 pixels.
     *
     * @param picture
     *            square, its background transparent
     * @return empty when the picture has no background, so that its outline is not known
     */
    public static OptionalDouble iou(TexturedMesh mesh, RgbaImage picture, View view, Parallel parallel) {
        if (covered(picture, 3) == (long) picture.width() * picture.height()) return OptionalDouble.empty();
        GlbMaterial material = mesh.doubleSided() ? GlbMaterial.DEFAULT.withDoubleSided() : GlbMaterial.DEFAULT;
        GlbModel model = new GlbModel("", Map.of(), List.of(), List.of(new GlbPrimitive(mesh, material)), List.of(),
                List.of());
        RenderOptions options = new RenderOptions(picture.width(), RenderMode.MASK, 1, 0);
        return OptionalDouble.of(iou(Renderer.render(model, view, options, parallel), picture));
    }

    /**
     * Intersection over union, in [0, 1]; 1 when both are empty.
     *
     * @param mask
     *            a picture in {@link RenderMode#MASK}
     * @param picture
     *            of the same size; opaque where the object is
     */
    public static double iou(RgbaImage mask, RgbaImage picture) {
        long both = 0;
        for (int at = 0; at < mask.pixels().length; at += 4) {
            if ((mask.pixels()[at] & 0xff) >= OUTLINE && (picture.pixels()[at + 3] & 0xff) >= OUTLINE) both++;
        }
        long either = covered(mask, 0) + covered(picture, 3) - both;
        return either == 0 ? 1 : (double) both / either;
    }

    private static long covered(RgbaImage image, int channel) {
        long n = 0;
        for (int at = channel; at < image.pixels().length; at += 4) { if ((image.pixels()[at] & 0xff) >= OUTLINE) n++; }
        return n;
    }
}
