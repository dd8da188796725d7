// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.Placement;

/** Where a picture of a model is taken from. */
public sealed interface View {
    /**
     * A camera that looks at the middle of the model from outside and shows all of it at any angle.
     *
     * @param azimuth
     *            degrees about the vertical: 0 sees the side that faces +Z, 90 the side that faces +X
     * @param elevation
     *            degrees above the horizon, -90 to 90
     */
    record Orbit(double azimuth, double elevation) implements View {}

    /**
     * The camera of the input picture: at (0, 0, distance), looking along -Z, square. With the distance 0.5 /
     * tan(angleX / 2) the picture's border in the plane z = 0 is that of [-0.5, 0.5]^2.
     *
     * @param angleX
     *            field of view in radians, both ways
     * @param front
     *            how the file is turned; {@link Front#REFERENCE} is turned back
     * @param placement
     *            how the file is scaled and moved; the camera goes along
     */
    record InputCamera(double angleX, double distance, Front front, Placement placement) implements View {
        /** The camera of a model that stayed where it was decoded. */
        public InputCamera(double angleX, double distance, Front front) {
            this(angleX, distance, front, Placement.IDENTITY);
        }
    }

    /**
     * A camera that looks at the origin from a fixed distance, the same for any model: for comparing two of them.
     *
     * @param azimuth
     *            degrees as for {@link Orbit}
     * @param elevation
     *            degrees above the horizon, -90 to 90
     * @param angle
     *            field of view in radians, both ways
     */
    record Fixed(double azimuth, double elevation, double angle, double distance) implements View {}
}
