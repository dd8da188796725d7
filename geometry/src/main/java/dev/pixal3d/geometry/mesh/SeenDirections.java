// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * Which of 32 directions a face sees, as bits: those that its normal comes near enough to. Looked up in a table over
 * the sides of a cube, whose entries hold what all normals of a square of it see.
 */
public final class SeenDirections {
    /** What a face without area sees. */
    public static final int ALL = -1;
    private static final int DIRECTIONS = 32;
    /** Least cosine between a face's normal and a direction that it sees. */
    private static final double SEES = 0.5;
    private static final int SQUARES = 16;
    private static final int[] TABLE = table();

    private SeenDirections() {}

    /**
     * The directions a face sees.
     *
     * @param normal
     *            scratch
     */
    public static int of(Mesh mesh, int face, double[] normal) {
        int[] t = mesh.triangles();
        if (!(Triangles.cross(mesh.positions(), t[3 * face], t[3 * face + 1], t[3 * face + 2], normal) > 0)) return ALL;
        double x = Math.abs(normal[0]);
        double y = Math.abs(normal[1]);
        double z = Math.abs(normal[2]);
        int axis = x >= y && x >= z ? 0 : y >= z ? 1 : 2;
        double along = normal[axis];
        double scale = 0.5 * SQUARES / Math.abs(along);
        int i = Math.min(SQUARES - 1, (int) (normal[(axis + 1) % 3] * scale + 0.5 * SQUARES));
        int j = Math.min(SQUARES - 1, (int) (normal[(axis + 2) % 3] * scale + 0.5 * SQUARES));
        return TABLE[((along < 0 ? 3 + axis : axis) * SQUARES + i) * SQUARES + j];
    }

    private static int[] table() {
        double[] directions = directions();
        int[] table = new int[6 * SQUARES * SQUARES];
        for (int entry = 0; entry < table.length; entry++) {
            int side = entry / (SQUARES * SQUARES);
            table[entry] = ALL;
            // the directions within an angle of a corner form a cone, which holds the square when it holds its corners
            for (int corner = 0; corner < 4; corner++) {
                double[] normal = new double[3];
                normal[side % 3] = side < 3 ? 1 : -1;
                normal[(side + 1) % 3] = 2.0 * (entry / SQUARES % SQUARES + (corner & 1)) / SQUARES - 1;
                normal[(side + 2) % 3] = 2.0 * (entry % SQUARES + (corner >> 1)) / SQUARES - 1;
                table[entry] &= seen(normal, directions);
            }
        }
        return table;
    }

    private static int seen(double[] normal, double[] directions) {
        double least = SEES * Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
        int bits = 0;
        for (int i = 0; i < DIRECTIONS; i++) {
            double along = normal[0] * directions[3 * i] + normal[1] * directions[3 * i + 1]
                    + normal[2] * directions[3 * i + 2];
            if (along > least) bits |= 1 << i;
        }
        return bits;
    }

    /** A spiral of even density over the sphere. */
    private static double[] directions() {
        double[] out = new double[3 * DIRECTIONS];
        double turn = Math.PI * (3 - Math.sqrt(5));
        for (int i = 0; i < DIRECTIONS; i++) {
            double z = 1 - (2 * i + 1.0) / DIRECTIONS;
            double r = Math.sqrt(1 - z * z);
            out[3 * i] = r * Math.cos(i * turn);
            out[3 * i + 1] = r * Math.sin(i * turn);
            out[3 * i + 2] = z;
        }
        return out;
    }
}
