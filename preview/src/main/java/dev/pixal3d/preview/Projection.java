// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.Plane;

/**
 * The way between picture and model space. A solid is described over the picture (u to the right, v down, 0 to 1) by
 * depths before and behind a middle surface; a projection says where that middle lies and how rays run.
 */
sealed interface Projection {
    /** Of the camera from the origin. */
    double distance();

    /** Writes the model point of a picture point and a depth relative to the middle, towards the camera. */
    void place(double u, double v, double depth, float[] out, int at);

    /** Picture coordinate (0 left, 1 right) of a model point. */
    double u(double x, double z);

    /** Picture coordinate (0 top, 1 bottom) of a model point. */
    double v(double y, double z);

    /** Depth relative to the middle of the model z behind a picture point. */
    double depth(double u, double v, double z);

    /** The model z of a depth relative to the middle behind a picture point. */
    double z(double u, double v, double depth);

    /**
     * The middle is the plane z = 0, which is the picture; in front of it points move along the camera's rays, behind
     * it straight back, which keeps the back inside the camera's view of the front and inside the cube. A perspective
     * back was rejected here: one of 72 pictures had to be shrunk to a fifth to stay in the cube.
     */
    record Straight(double distance) implements Projection {
        private double scale(double z) { return z >= 0 ? (distance - z) / distance : 1; }

        @Override
        public void place(double u, double v, double depth, float[] out, int at) {
            double scale = scale(depth);
            out[at] = (float) ((u - 0.5) * scale);
            out[at + 1] = (float) ((0.5 - v) * scale);
            out[at + 2] = (float) depth;
        }

        @Override
        public double u(double x, double z) { return x / scale(z) + 0.5; }

        @Override
        public double v(double y, double z) { return 0.5 - y / scale(z); }

        @Override
        public double depth(double u, double v, double z) { return z; }

        @Override
        public double z(double u, double v, double depth) { return depth; }
    }

    /**
     * The middle is a surface over the picture; all points lie on the camera's rays, and the whole is shrunk towards
     * the camera, which the picture does not show, so that it stays in the cube. Moving along rays by an amount that
     * depends on the ray alone maps space one to one: what is closed and free of crossings stays so.
     *
     * @param middle
     *            z of the middle, a square plane over the picture
     * @param shrink
     *            at most 1
     */
    record Bent(double distance, Plane middle, double shrink) implements Projection {
        private double middle(double u, double v) {
            int n = middle.width();
            double x = Math.clamp(u * n - 0.5, 0, n - 1.001), y = Math.clamp(v * n - 0.5, 0, n - 1.001);
            int i = ((int) y) * n + (int) x;
            double fx = x - (int) x, fy = y - (int) y;
            float[] m = middle.values();
            double top = m[i] + fx * (m[i + 1] - m[i]), bottom = m[i + n] + fx * (m[i + n + 1] - m[i + n]);
            return top + fy * (bottom - top);
        }

        @Override
        public void place(double u, double v, double depth, float[] out, int at) {
            double z = z(u, v, depth), scale = (distance - z) / distance;
            out[at] = (float) ((u - 0.5) * scale);
            out[at + 1] = (float) ((0.5 - v) * scale);
            out[at + 2] = (float) z;
        }

        @Override
        public double u(double x, double z) { return x * distance / (distance - z) + 0.5; }

        @Override
        public double v(double y, double z) { return 0.5 - y * distance / (distance - z); }

        @Override
        public double depth(double u, double v, double z) { return distance - (distance - z) / shrink - middle(u, v); }

        @Override
        public double z(double u, double v, double depth) {
            return distance - shrink * (distance - depth - middle(u, v));
        }
    }
}
