// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshComponents;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bumpy sphere inside another, the wall between them much thinner than faces of a small model are wide. Each side is
 * a cube of squares, drawn out along the tangents of equal angles so that the squares become about equally large.
 */
final class ThinWall {
    private ThinWall() {}

    /**
     * A wall of {@code 24 squares^2} faces; outside it looks outwards, inside inwards.
     *
     * @param variant
     *            shifts the bumps
     */
    static Mesh of(int squares, double thickness, int variant) {
        Mesh outer = side(squares, 0, variant);
        Mesh inner = side(squares, thickness, variant);
        int vertices = outer.vertexCount();
        float[] positions = Arrays.copyOf(outer.positions(), 6 * vertices);
        System.arraycopy(inner.positions(), 0, positions, 3 * vertices, 3 * vertices);
        int corners = outer.triangles().length;
        int[] triangles = Arrays.copyOf(outer.triangles(), 2 * corners);
        for (int f = 0; f < corners; f += 3) {
            for (int k = 0; k < 3; k++) triangles[corners + f + k] = vertices + inner.triangles()[f + 2 - k];
        }
        return new Mesh(positions, triangles);
    }

    /** The sides of a wall, also of a simplified one: the outer, then the inner. */
    static List<Mesh> sides(Mesh wall) {
        MeshComponents parts = MeshComponents.of(wall);
        return IntStream.range(0, parts.count()).mapToObj(part -> {
            int[] t = wall.triangles();
            int[] corners = IntStream.range(0, t.length).filter(c -> parts.partOfVertex()[t[c]] == part)
                    .map(c -> t[c]).toArray();
            return new Mesh(wall.positions(), corners);
        }).sorted(Comparator.comparingDouble(side -> -MeshReport.of(side).signedVolume())).toList();
    }

    private static Mesh side(int squares, double depth, int variant) {
        int row = squares + 1;
        float[] positions = new float[18 * row * row];
        int[] triangles = new int[36 * squares * squares];
        int t = 0;
        for (int face = 0; face < 6; face++) {
            int first = face * row * row;
            for (int i = 0; i < row * row; i++) {
                double[] at = new double[3];
                at[face / 2] = Math.tan(Math.PI / 4) * (face % 2 == 0 ? 1 : -1);
                at[(face / 2 + 1) % 3] = Math.tan(Math.PI / 4 * (2.0 * (i / row) / squares - 1));
                at[(face / 2 + 2) % 3] = Math.tan(Math.PI / 4 * (2.0 * (i % row) / squares - 1));
                place(at, depth, variant, positions, 3 * (first + i));
            }
            for (int i = 0; i < squares; i++) {
                for (int j = 0; j < squares; j++) {
                    int a = first + i * row + j, b = a + row, c = b + 1, d = a + 1;
                    int[] corners = face % 2 == 0 ? new int[]{a, b, c, a, c, d} : new int[]{a, c, b, a, d, c};
                    for (int corner : corners) triangles[t++] = corner;
                }
            }
        }
        return WeldedVertices.weld(new Mesh(positions, triangles));
    }

    /** Where the surface lies in a direction. */
    private static void place(double[] towards, double depth, int variant, float[] positions, int at) {
        double length = Math.sqrt(towards[0] * towards[0] + towards[1] * towards[1] + towards[2] * towards[2]);
        double x = towards[0] / length, y = towards[1] / length, z = towards[2] / length;
        double bump = Math.sin(14 * x + variant) * Math.sin(12 * y) * Math.sin(13 * z + 1);
        double radius = 0.4 + 0.03 * bump - depth;
        positions[at] = (float) (radius * x);
        positions[at + 1] = (float) (radius * y);
        positions[at + 2] = (float) (radius * z);
    }
}
