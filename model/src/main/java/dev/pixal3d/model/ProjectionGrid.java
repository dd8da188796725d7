// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * Where the nodes of a latent grid lie in a picture. Node i of an axis with G nodes is at -1 + 2 i / (G - 1); axis 0
 * points right in the front picture, axis 1 up, axis 2 towards its viewer. Nothing is hidden or cut off: a node outside
 * the picture reads the border.
 *
 * <p>
 * Reference: Pixal3D {@code trainers/flow_matching/mixins/image_conditioned_proj.py}, {@code ProjGrid} and, for
 * cameras elsewhere than in front, {@code ProjGridMV}, here in closed form. The reference inverts the camera matrix and
 * multiplies homogeneous coordinates in float; the closed form is within 5e-5 relative of it and needs no matrix.
 */
public final class ProjectionGrid {
    private ProjectionGrid() {}

    /**
     * Pixels of nodes.
     *
     * @param coords
     *            xyz indices, length 3N
     * @param grid
     *            nodes an axis, at least 2
     * @param resolution
     *            the picture's side in pixels
     * @return x and y of each node in pixels (right, down), length 2N; sample a feature map at (x + 0.5) / resolution
     */
    public static float[] pixels(int[] coords, int grid, int resolution, PictureCamera camera) {
        double focal = resolution / (2 * Math.tan(camera.angleX() / 2));
        double half = 1 / (2 * camera.meshScale());
        float[] pixels = new float[coords.length / 3 * 2];
        for (int i = 0; i < coords.length / 3; i++) {
            CameraPose.Vector seen = camera.pose().toCamera(new CameraPose.Vector(node(coords[3 * i], grid) * half,
                    node(coords[3 * i + 1], grid) * half, node(coords[3 * i + 2], grid) * half));
            double depth = 1e-8 - seen.z();
            pixels[2 * i] = (float) (focal * seen.x() / depth + resolution / 2.0);
            pixels[2 * i + 1] = (float) (-focal * seen.y() / depth + resolution / 2.0);
        }
        return pixels;
    }

    private static double node(int index, int grid) { return (float) (-1 + 2.0 * index / (grid - 1)); }
}
