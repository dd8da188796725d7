// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

/**
 * The camera's distance and field of view, as Pixal3D computes them: the perspective camera looks at the centre of the
 * cube of half side 1 / (2 meshScale) and its picture is square. Tangent and focal length are 32-bit floats there. Pure
 * functions.
 */
public final class CameraMath {
    private static final float SENSOR = 32;

    private CameraMath() {}

    /**
     * Focal length in pixels.
     *
     * @param angleX
     *            horizontal field of view in radians, above 0 and below pi
     * @param resolution
     *            of the picture, in pixels a side
     */
    public static double focalPixels(double angleX, int resolution) {
        if (!(angleX > 0 && angleX < Math.PI)) {
            throw new IllegalArgumentException(
                    ("camera: the field of view is impossible (got %s radians, allowed above 0 and below pi). Use 0.2 "
                            + "to 1.2.")
                            .formatted(angleX));
        }
        float tangent = (float) Math.tan((float) (angleX / 2));
        return (double) (SENSOR / 2 / tangent) * resolution / SENSOR;
    }

    /**
     * The distance from which the cube's left edge, in the plane through its centre, projects {@code extend} pixels
     * beyond the picture's border; with 0, the cube fills the picture.
     *
     * @param meshScale
     *            divisor of the cube
     * @return in units of the unscaled cube's side
     */
    public static double distance(double angleX, double meshScale, double extend, int resolution) {
        double halfSide = 1 / (2 * meshScale);
        return focalPixels(angleX, resolution) * halfSide / (resolution / 2.0 + extend);
    }

    /** Field of view in radians from a focal length in units of the picture's width, as MoGe gives it. */
    public static double angleOfFocal(double focal) {
        return 2 * Math.atan(1 / (2 * focal));
    }
}
