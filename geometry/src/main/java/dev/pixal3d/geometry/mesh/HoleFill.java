// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Closes small holes with a fan around the mean of their edges' middles, as CuMesh {@code fill_holes} does. Boundary
 * edges join at vertices that have exactly two of them and no edge of more than two faces; a group of joined edges is a
 * loop when each edge has another of the group at both ends. The fan's winding carries no meaning on raw O-Voxel
 * surfaces, whose faces have none either.
 */
public final class HoleFill {
    private HoleFill() {}

    /**
     * A closed loop of boundary edges.
     *
     * @param edges
     *            vertex pairs, smaller number first
     * @param perimeter
     *            sum of the edge lengths
     * @param centre
     *            mean of the edges' middles, xyz
     */
    public record Loop(int[] edges, double perimeter, float[] centre) {
        public int edgeCount() { return edges.length / 2; }
    }

    /** All boundary loops, by their first boundary edge. */
    public static List<Loop> loops(Mesh mesh) {
        int vertices = mesh.vertexCount();
        int[] t = mesh.triangles();
        Edges edges = Edges.of(vertices, t);
        boolean[] crowded = new boolean[vertices];
        int[] degree = new int[vertices];
        int[] boundary = new int[16];
        int n = 0;
        for (int e = 0; e < edges.count(); e++) {
            int h = edges.halfEdges()[edges.starts()[e]];
            int a = Edges.lower(t, h);
            int b = Edges.upper(t, h);
            if (edges.faces(e) > 2) {
                crowded[a] = true;
                crowded[b] = true;
            }
            if (edges.faces(e) != 1) continue;
            if (2 * n + 2 > boundary.length) boundary = Arrays.copyOf(boundary, 2 * boundary.length);
            boundary[2 * n] = a;
            boundary[2 * n++ + 1] = b;
            degree[a]++;
            degree[b]++;
        }
        int[] group = join(boundary, n, crowded, degree);
        List<List<Integer>> members = new ArrayList<>();
        boolean[] open = new boolean[n];
        int[] index = new int[n];
        Arrays.fill(index, -1);
        for (int e = 0; e < n; e++) {
            int g = group[e];
            if (index[g] < 0) {
                index[g] = members.size();
                members.add(new ArrayList<>());
            }
            members.get(index[g]).add(e);
            for (int k = 0; k < 2; k++) open[g] |= !joins(boundary[2 * e + k], crowded, degree);
        }
        List<Loop> out = new ArrayList<>();
        for (List<Integer> loop : members) if (!open[group[loop.getFirst()]]) out.add(loop(mesh, boundary, loop));
        return out;
    }

    private static boolean joins(int v, boolean[] crowded, int[] degree) { return !crowded[v] && degree[v] == 2; }

    /** Groups boundary edges over the vertices that join two; the lowest edge names the group. */
    private static int[] join(int[] boundary, int n, boolean[] crowded, int[] degree) {
        UnionFind joined = new UnionFind(n);
        int[] waiting = new int[crowded.length];
        Arrays.fill(waiting, -1);
        for (int e = 0; e < n; e++) {
            for (int k = 0; k < 2; k++) {
                int v = boundary[2 * e + k];
                if (!joins(v, crowded, degree)) continue;
                if (waiting[v] >= 0) joined.join(waiting[v], e);
                else waiting[v] = e;
            }
        }
        int[] group = new int[n];
        Arrays.setAll(group, joined::find);
        return group;
    }

    private static Loop loop(Mesh mesh, int[] boundary, List<Integer> members) {
        int[] edges = new int[2 * members.size()];
        double perimeter = 0;
        double[] sum = new double[3];
        float[] p = mesh.positions();
        for (int i = 0; i < members.size(); i++) {
            int a = boundary[2 * members.get(i)];
            int b = boundary[2 * members.get(i) + 1];
            edges[2 * i] = a;
            edges[2 * i + 1] = b;
            double length2 = 0;
            for (int k = 0; k < 3; k++) {
                double d = (double) p[3 * a + k] - p[3 * b + k];
                length2 += d * d;
                sum[k] += (p[3 * a + k] + (double) p[3 * b + k]) / (2 * members.size());
            }
            perimeter += Math.sqrt(length2);
        }
        return new Loop(edges, perimeter, new float[]{(float) sum[0], (float) sum[1], (float) sum[2]});
    }

    /** Fills all loops shorter than {@code maxPerimeter}; new vertices and faces come last. */
    public static Mesh fill(Mesh mesh, double maxPerimeter) {
        List<Loop> small = loops(mesh).stream().filter(l -> l.perimeter() < maxPerimeter).toList();
        int added = small.stream().mapToInt(Loop::edgeCount).sum();
        float[] positions = Arrays.copyOf(mesh.positions(), mesh.positions().length + 3 * small.size());
        int[] triangles = Arrays.copyOf(mesh.triangles(), mesh.triangles().length + 3 * added);
        int vertex = mesh.vertexCount();
        int at = mesh.triangles().length;
        for (Loop loop : small) {
            System.arraycopy(loop.centre(), 0, positions, 3 * vertex, 3);
            for (int e = 0; e < loop.edges().length; e += 2) {
                triangles[at++] = loop.edges()[e + 1];
                triangles[at++] = loop.edges()[e];
                triangles[at++] = vertex;
            }
            vertex++;
        }
        return new Mesh(positions, triangles);
    }
}
