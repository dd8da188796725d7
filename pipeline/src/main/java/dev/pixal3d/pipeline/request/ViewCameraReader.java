// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cameras of several pictures: words for sides, or objects as NeRF's {@code transforms.json} has them in its
 * frames. Faults are {@link IllegalArgumentException}s that say which camera and what to do. Pure functions.
 */
final class ViewCameraReader {
    static final String MATRIX = "transform_matrix";
    static final String ANGLE = "camera_angle_x";
    /** How far the axes of a matrix may be from length 1 and right angles: matrices are often written with 3 digits. */
    private static final double RIGID = 2e-3;
    private static final double NEAREST = 1e-3;
    private static final double FARTHEST = 1e3;
    private static final double NARROWEST = 0.01;
    private static final double WIDEST = 2.8;

    private ViewCameraReader() {}

    /** The cameras that JSON values stand for, which are all sides or all posed. */
    static List<ViewCamera> read(List<?> values) {
        List<ViewCamera> cameras = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) cameras.add(one(values.get(i), i + 1));
        boolean sides = cameras.stream().allMatch(ViewCamera.Side.class::isInstance);
        if (!sides && cameras.stream().anyMatch(ViewCamera.Side.class::isInstance)) {
            throw new IllegalArgumentException("some are sides and some are poses. Give all of them in one way");
        }
        if (sides && cameras.stream().distinct().count() < cameras.size()) {
            throw new IllegalArgumentException("a side is named twice. Name each picture's own");
        }
        if (sides && !cameras.isEmpty() && cameras.getFirst() != ViewCamera.Side.FRONT) {
            throw new IllegalArgumentException("the first is not the front. Put the front picture first");
        }
        return List.copyOf(cameras);
    }

    /**
     * Why cameras do not fit the pictures, and what to do.
     *
     * @param angle
     *            whether the request has a field of view for all
     */
    static Optional<String> misfit(List<ViewCamera> cameras, int pictures, boolean angle) {
        if (cameras.size() != pictures) {
            return Optional.of("there are %d for %d pictures. Send one a picture, in their order"
                    .formatted(cameras.size(), pictures));
        }
        if (pictures == 1) {
            return Optional.of("the camera of a single picture is estimated, or described by " + ANGLE
                    + ". Leave cameras out, or send more pictures as image_urls");
        }
        return !angle && cameras.stream()
                .anyMatch(camera -> camera instanceof ViewCamera.Posed posed && posed.angleX().isEmpty())
                        ? Optional.of("a camera has no field of view. Send " + ANGLE
                                + " in radians, with it or once for all")
                        : Optional.empty();
    }

    private static ViewCamera one(Object value, int number) {
        if (value instanceof String text) {
            return ViewCamera.Side.find(text).orElseThrow(() -> new IllegalArgumentException(
                    "camera %d is no side (got \"%s\", allowed front, right, back, left). Correct the word"
                            .formatted(number, text)));
        }
        if (value instanceof Map<?, ?> object && object.get(MATRIX) instanceof List<?> rows) {
            List<List<Double>> matrix = matrix(rows, number);
            requireRigid(matrix, number);
            return new ViewCamera.Posed(matrix, angle(object.get(ANGLE), number));
        }
        throw new IllegalArgumentException(("camera %d is neither a side nor an object with a " + MATRIX
                + ". Send e.g. \"front\", or the frame of a transforms.json").formatted(number));
    }

    private static List<List<Double>> matrix(List<?> rows, int number) {
        List<List<Double>> matrix = new ArrayList<>();
        for (Object row : rows) {
            List<Double> numbers = new ArrayList<>();
            for (Object value : row instanceof List<?> values ? values : List.of()) {
                if (!(value instanceof Number n) || !Double.isFinite(n.doubleValue())) {
                    throw new IllegalArgumentException(("the " + MATRIX + " of camera %d holds something that is no "
                            + "number (got %s). Send numbers").formatted(number, shown(value)));
                }
                numbers.add(n.doubleValue());
            }
            if (numbers.size() == 4) matrix.add(List.copyOf(numbers));
        }
        if (rows.size() != 4 || matrix.size() != 4) {
            throw new IllegalArgumentException(("the " + MATRIX
                    + " of camera %d is not 4 rows of 4 numbers. Send camera-to-world, row by row").formatted(number));
        }
        return List.copyOf(matrix);
    }

    private static String shown(@Nullable Object value) {
        return value instanceof String s ? '"' + s + '"' : "" + value;
    }

    private static void requireRigid(List<List<Double>> m, int number) {
        String which = "the " + MATRIX + " of camera " + number;
        if (!m.get(3).equals(List.of(0.0, 0.0, 0.0, 1.0))) {
            throw new IllegalArgumentException(which + " does not end with the row 0 0 0 1 (got " + m.get(3)
                    + "). Send camera-to-world, row by row");
        }
        double off = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = a; b < 3; b++) { off = Math.max(off, Math.abs(dot(m, a, b) - (a == b ? 1 : 0))); }
        }
        if (!(off <= RIGID)) {
            throw new IllegalArgumentException((which + " is no rotation and translation (its axes are %.3g off length "
                    + "1 and right angles, allowed %s). Take scale and shear out").formatted(off, RIGID));
        }
        if (determinant(m) < 0) {
            throw new IllegalArgumentException(which + " mirrors. Turn one of its first three columns round");
        }
        double distance = Math.sqrt(m.stream().limit(3).mapToDouble(row -> row.get(3) * row.get(3)).sum());
        if (!(distance >= NEAREST && distance <= FARTHEST)) {
            throw new IllegalArgumentException(
                    ("camera %d is at a distance of %.4g from the origin (allowed %s to %s). "
                            + "Put the object's middle at the origin, its largest side about 1").formatted(number,
                                    distance,
                                    NEAREST, FARTHEST));
        }
        if (dot(m, 2, 3) <= 0) {
            throw new IllegalArgumentException(("camera %d looks away from the origin, where the object's middle is. "
                    + "Cameras look along their -z").formatted(number));
        }
    }

    private static double dot(List<List<Double>> m, int a, int b) {
        return m.stream().limit(3).mapToDouble(row -> row.get(a) * row.get(b)).sum();
    }

    private static double determinant(List<List<Double>> m) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            int j = (i + 1) % 3;
            int k = (i + 2) % 3;
            sum += m.get(0).get(i) * (m.get(1).get(j) * m.get(2).get(k) - m.get(1).get(k) * m.get(2).get(j));
        }
        return sum;
    }

    private static OptionalDouble angle(@Nullable Object value, int number) {
        if (value == null) return OptionalDouble.empty();
        if (value instanceof Number n && n.doubleValue() >= NARROWEST && n.doubleValue() <= WIDEST) {
            return OptionalDouble.of(n.doubleValue());
        }
        throw new IllegalArgumentException(
                (ANGLE + " of camera %d is no field of view (got %s, allowed %s to %s). Send "
                        + "radians").formatted(number, shown(value), NARROWEST, WIDEST));
    }
}
