// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.Placement;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.SilhouetteOverlap;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;

/**
 * How well a finished file shows its picture from the picture's own camera.
 *
 * @param silhouetteIou
 *            intersection over union of the outlines, in [0, 1]
 * @param psnr
 *            of the base colour inside the outline, in dB; infinite when equal
 */
public record Likeness(double silhouetteIou, double psnr) {
    private static final int OUTLINE = 128;
    private static final int INSIDE = 250;

    /** Draws the file and compares; the picture is square, its background transparent. */
    public static Likeness of(GlbModel model, RgbaImage picture, Camera camera, Front front,
            Parallel parallel) {
        return of(model, picture, camera, front, Placement.IDENTITY, parallel);
    }

    /** As above, of a file whose model was scaled and moved. */
    static Likeness of(GlbModel model, RgbaImage picture, Camera camera, Front front,
            Placement placement, Parallel parallel) {
        Renderer renderer = new Renderer(model);
        View view = new View.InputCamera(camera.angleX(), camera.distance() * camera.meshScale(),
                front, placement);
        int size = picture.width();
        RgbaImage mask = renderer.render(view, RenderOptions.of(size, RenderMode.MASK), parallel);
        RgbaImage colour = renderer.render(view, RenderOptions.of(size, RenderMode.BASE_COLOR), parallel);
        long inside = 0;
        double error = 0;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                boolean drawn = mask.at(x, y, 0) >= OUTLINE;
                if (!drawn || picture.at(x, y, 3) < INSIDE) continue;
                inside++;
                for (int k = 0; k < 3; k++) {
                    double d = colour.at(x, y, k) - picture.at(x, y, k);
                    error += d * d / 3;
                }
            }
        }
        double mse = inside == 0 ? Double.POSITIVE_INFINITY : error / inside;
        return new Likeness(SilhouetteOverlap.iou(mask, picture), 10 * Math.log10(255 * 255 / mse));
    }
}
