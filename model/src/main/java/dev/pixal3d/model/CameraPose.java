// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import java.util.List;

/**
 * Where a camera stands and how it is turned: its axes and its position, in the coordinates of whatever it looks at.
 * The camera looks along its negative {@code back}.
 *
 * <p>
 * Reference: the camera-to-world matrices of Pixal3D's {@code inference_mv.py}; their columns are these vectors.
 *
 * @param right
 *            of the picture
 * @param up
 *            of the picture
 * @param back
 *            from the object towards the viewer
 */
public record CameraPose(Vector right, Vector up, Vector back, Vector position) {
    /** Three numbers. */
    public record Vector(double x, double y, double z) {
        double dot(Vector other) { return x * other.x + y * other.y + z * other.z; }

        Vector minus(Vector other) { return new Vector(x - other.x, y - other.y, z - other.z); }

        /** From the origin. */
        public double length() { return Math.sqrt(dot(this)); }
    }

    /** The camera of one picture: in front of the object, upright. */
    public static CameraPose front(double distance) {
        return around(0, distance);
    }

    /**
     * A camera on a circle round the object, at the height of its middle and looking there.
     *
     * @param azimuth
     *            in radians from the front, towards the right as the front camera sees it
     */
    public static CameraPose around(double azimuth, double distance) {
        double sin = Math.sin(azimuth);
        double cos = Math.cos(azimuth);
        return new CameraPose(new Vector(cos, 0, -sin), new Vector(0, 1, 0), new Vector(sin, 0, cos),
                new Vector(distance * sin, 0, distance * cos));
    }

    /**
     * The pose that a camera-to-world matrix says.
     *
     * @param rows
     *            three or four of four numbers; a rotation and a translation
     */
    public static CameraPose of(List<List<Double>> rows) {
        return new CameraPose(column(rows, 0), column(rows, 1), column(rows, 2), column(rows, 3));
    }

    private static Vector column(List<List<Double>> rows, int at) {
        return new Vector(rows.get(0).get(at), rows.get(1).get(at), rows.get(2).get(at));
    }

    /** From the origin. */
    public double distance() { return position.length(); }

    /**
     * The same camera in coordinates in which another one, at its own distance, is the {@link #front}. Whichever axis
     * of the world was up plays no role then.
     */
    public CameraPose seenFrom(CameraPose main) {
        Vector place = main.turned(position.minus(main.position));
        return new CameraPose(main.turned(right), main.turned(up), main.turned(back),
                new Vector(place.x, place.y, place.z + main.distance()));
    }

    private Vector turned(Vector v) { return new Vector(right.dot(v), up.dot(v), back.dot(v)); }

    /** A point in the camera's coordinates: right and up in its picture; what it sees is at negative z. */
    public Vector toCamera(Vector point) {
        return turned(point.minus(position));
    }
}
