// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.engine.CameraMath;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.FocalShift;
import dev.pixal3d.model.Moge;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The picture's camera.
 *
 * @param source
 *            {@code request}, {@code moge}, {@code default} or, of pictures from an object's sides, {@code sides}
 */
record CameraEstimate(PictureCamera camera, String source) {
    /** Field of view that Pixal3D's own interface suggests when none is known. */
    static final double DEFAULT_ANGLE = 0.2;
    private static final int REFERENCE_SIDE = 512;
    private static final double LEAST = 0.01;
    private static final double MOST = 2.8;

    /**
     * From the request, else from MoGe-2's look at the prepared picture, else the default. Call on the compute thread.
     */
    static CameraEstimate of(OptionalDouble asked, double meshScale, RgbaImage picture, ModelSource models,
            RunContext context) {
        Stage.CAMERA.begin(context, 0, 1);
        if (asked.isPresent()) return of(asked.getAsDouble(), meshScale, "request");
        Optional<Loaded<Moge>> network = models.camera();
        if (network.isEmpty()) {
            context.warn("pixal3d: the weights folder has no MoGe-2; field of view assumed to be " + DEFAULT_ANGLE
                    + " radians (set camera_angle_x if you know it)");
            return of(DEFAULT_ANGLE, meshScale, "default");
        }
        try (Loaded<Moge> loaded = network.get(); TensorScope _ = TensorScope.open()) {
            FocalShift.Fit fit = Stage.CAMERA.naming(() -> loaded.network().points(planes(picture), context))
                    .fit();
            if (!fit.isFound()) {
                context.warn("pixal3d: MoGe-2 sees no surface in the picture (got " + fit.samples()
                        + " samples, needed 2); field of view assumed to be " + DEFAULT_ANGLE
                        + " radians (set camera_angle_x if you know it)");
                return of(DEFAULT_ANGLE, meshScale, "default");
            }
            double angle = CameraMath.angleOfFocal(fit.focalX((double) picture.width() / picture.height()));
            if (isSensible(angle)) return of(angle, meshScale, "moge");
            context.warn("pixal3d: MoGe-2 found no sensible field of view (got " + angle + " radians, allowed " + LEAST
                    + " to " + MOST + "); assumed " + DEFAULT_ANGLE);
            return of(DEFAULT_ANGLE, meshScale, "default");
        }
    }

    /** Whether a field of view in radians can be a camera's. */
    static boolean isSensible(double angle) {
        return angle > LEAST && angle < MOST;
    }

    private static CameraEstimate of(double angle, double meshScale, String source) {
        return new CameraEstimate(new PictureCamera(angle,
                CameraMath.distance(angle, meshScale, 0, REFERENCE_SIDE), meshScale), source);
    }

    /** [3, H, W] in [0, 1]. */
    static Tensor planes(RgbaImage image) {
        int n = image.width() * image.height();
        float[] planes = new float[3 * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) planes[k * n + i] = (image.pixels()[4 * i + k] & 0xff) / 255f;
        }
        return Tensor.of(planes, 3, image.height(), image.width());
    }
}
