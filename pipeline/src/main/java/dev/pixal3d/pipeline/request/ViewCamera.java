// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** From where one of several pictures of an object was taken. */
public sealed interface ViewCamera {
    /** As JSON has it. */
    Object json();

    /**
     * From a side: a camera at the height of the object's middle, looking there. The picture is framed by its object,
     * as a single one is. Sides are those of the viewer who stands in front: what the front picture shows at its right
     * edge is nearest in the picture from the right.
     */
    enum Side implements ViewCamera {
        FRONT,
        RIGHT,
        BACK,
        LEFT;

        /** The side of that word, in any case. */
        static Optional<Side> find(String text) {
            for (Side side : values()) if (side.word().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return Optional.of(side);
            }
            return Optional.empty();
        }

        String word() { return name().toLowerCase(Locale.ROOT); }

        /** Radians from the front, towards the viewer's right. */
        public double azimuth() {
            return ordinal() * Math.PI / 2;
        }

        @Override
        public Object json() { return word(); }
    }

    /**
     * From a measured pose. The camera describes the picture's frame as it is, which is neither cropped nor moved.
     *
     * @param cameraToWorld
     *            four rows of four numbers: a rotation and a translation. The camera looks along its negative z, its y
     *            is up in the picture; the origin is the middle of the object's cube
     * @param angleX
     *            horizontal field of view in radians; when absent, the request's {@code camera_angle_x}
     */
    record Posed(List<List<Double>> cameraToWorld, OptionalDouble angleX) implements ViewCamera {
        @Override
        public Object json() {
            return angleX.isPresent()
                    ? Map.of(ViewCameraReader.MATRIX, cameraToWorld, ViewCameraReader.ANGLE, angleX.getAsDouble())
                    : Map.of(ViewCameraReader.MATRIX, cameraToWorld);
        }
    }
}
