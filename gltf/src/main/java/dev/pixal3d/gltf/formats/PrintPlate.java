// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.gltf.Bounds;

/** A model as it stands on a printer's plate: millimetres, z up, on z = 0, its box centred on the axis. */
final class PrintPlate {
    private PrintPlate() {}

    /**
     * The solid on the plate; the same triangles.
     *
     * @param writer
     *            for whom, in messages
     * @throws dev.pixal3d.core.ProblemException
     *             when it has no height
     */
    static Mesh of(FinishedModel model, WriteSettings settings, ModelWriter writer) {
        double height = settings.millimetres();
        if (!(height > 0 && height <= 1e6)) {
            throw new IllegalArgumentException("height: not usable (got %s mm, allowed more than 0 and up to 1e6)."
                    .formatted(height));
        }
        float[] turned = settings.front().apply(model.solid().positions(), 3);
        return new Mesh(onPlate(turned, height, writer), model.solid().triangles());
    }

    private static float[] onPlate(float[] p, double height, ModelWriter writer) {
        Bounds box = Bounds.of(p, 3);
        double extent = (double) box.high()[1] - box.low()[1];
        if (!(extent > 0)) {
            throw Problem
                    .unusable("%s: the model is flat (got a height of %s, allowed more than 0). Turn it upright first."
                            .formatted(writer.id(), extent))
                    .exception();
        }
        double scale = height / extent, x = ((double) box.low()[0] + box.high()[0]) / 2,
                z = ((double) box.low()[2] + box.high()[2]) / 2;
        float[] out = new float[p.length];
        for (int i = 0; i < p.length; i += 3) {
            out[i] = (float) ((p[i] - x) * scale);
            out[i + 1] = (float) ((z - p[i + 2]) * scale);
            out[i + 2] = (float) (((double) p[i + 1] - box.low()[1]) * scale);
        }
        return out;
    }
}
