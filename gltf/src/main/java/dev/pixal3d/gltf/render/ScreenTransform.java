// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.Placement;

/**
 * Maps points to samples of a picture: (X, Y, W) = m * (x, y, z, 1), the sample is (X / W, Y / W) from the upper left
 * corner, W is the distance along the viewing direction.
 *
 * @param m
 *            3 by 4, row after row
 * @param eye
 *            where the camera is
 * @param axes
 *            its right, up and backward directions, row after row
 */
record ScreenTransform(double[] m, double[] eye, double[] axes) {
    private static final double FIELD_OF_VIEW = Math.toRadians(30), MARGIN = 1.03;

    static ScreenTransform of(View view, RenderScene scene, int size) {
        return switch (view) {
            case View.Orbit orbit -> orbit(orbit, scene, size);
            case View.Fixed fixed -> {
                double[] axes = axes(fixed.azimuth(), fixed.elevation()), eye = new double[3];
                for (int k = 0; k < 3; k++) eye[k] = fixed.distance() * axes[6 + k];
                yield of(eye, axes, fixed.angle(), size);
            }
            case View.InputCamera camera -> {
                double s = camera.front() == Front.GLTF ? 1 : -1;
                Placement p = camera.placement();
                double[] eye = {p.x(), p.y(), p.z() + p.scale() * s * camera.distance()};
                yield of(eye, new double[]{s, 0, 0, 0, 1, 0, 0, 0, s}, camera
                        .angleX(), size);
            }
        };
    }

    private static ScreenTransform orbit(View.Orbit orbit, RenderScene scene, int size) {
        double[] axes = axes(orbit.azimuth(), orbit.elevation());
        double distance = scene.radius() * MARGIN / Math.sin(FIELD_OF_VIEW / 2);
        double[] eye = new double[3];
        for (int k = 0; k < 3; k++) eye[k] = scene.center()[k] + distance * axes[6 + k];
        return of(eye, axes, FIELD_OF_VIEW, size);
    }

    private static double[] axes(double azimuth, double elevation) {
        double a = Math.toRadians(azimuth), e = Math.toRadians(elevation);
        return new double[]{Math.cos(a), 0, -Math.sin(a), -Math.sin(a) * Math.sin(e), Math.cos(e), -Math.cos(a) * Math
                .sin(e), Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)};
    }

    private static ScreenTransform of(double[] eye, double[] axes, double angle, int size) {
        double focal = size / (2 * Math.tan(angle / 2)), middle = size / 2.0;
        double[] m = new double[12];
        for (int k = 0; k < 3; k++) {
            m[k] = focal * axes[k] - middle * axes[6 + k];
            m[4 + k] = -focal * axes[3 + k] - middle * axes[6 + k];
            m[8 + k] = -axes[6 + k];
        }
        for (int r = 0; r < 3; r++) {
            m[4 * r + 3] = -(m[4 * r] * eye[0] + m[4 * r + 1] * eye[1] + m[4 * r + 2] * eye[2]);
        }
        return new ScreenTransform(m, eye, axes);
    }

    /** X, Y, W of each point. */
    double[] project(float[] xyz) {
        double[] out = new double[xyz.length];
        for (int i = 0; i < xyz.length; i += 3) {
            for (int r = 0; r < 3; r++) {
                out[i + r] = m[4 * r] * xyz[i] + m[4 * r + 1] * xyz[i + 1] + m[4 * r + 2] * xyz[i + 2] + m[4 * r + 3];
            }
        }
        return out;
    }
}
