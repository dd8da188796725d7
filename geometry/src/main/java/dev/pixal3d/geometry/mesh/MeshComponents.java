// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a mesh connected through shared vertices; parts are numbered by their lowest
 * vertex.
 *
 * @param partOfVertex
 *            part of each vertex, -1 for vertices no face uses, length V
 * @param count
 *            number of parts
 */
public record MeshComponents(int[] partOfVertex, int count) {

    /**
     * A part of a mesh.
     *
     * @param area
     *            in square world units
     * @param extent
     *            longest side of its bounding box in world units
     */
    public record Part(int faces, double area, double extent) {}

    /**
     * What {@link #dropSmall} did.
     *
     * @param removed
     *            the parts taken away, in mesh order
     */
    public record Kept(Mesh mesh, List<Part> removed) {}

    public static MeshComponents of(Mesh mesh) {
        int[] t = mesh.triangles();
        UnionFind connected = new UnionFind(mesh.vertexCount());
        boolean[] used = new boolean[mesh.vertexCount()];
        for (int v : t) used[v] = true;
        for (int f = 0; f < t.length; f += 3) {
            connected.join(t[f], t[f + 1]);
            connected.join(t[f], t[f + 2]);
        }
        int[] part = new int[used.length];
        int count = 0;
        for (int v = 0; v < used.length; v++) {
            int lowest = connected.find(v);
            if (!used[v]) part[v] = -1;
            else part[v] = lowest == v ? count++ : part[lowest];
        }
        return new MeshComponents(part, count);
    }

    int usedVertices() { return (int) Arrays.stream(partOfVertex).filter(p -> p >= 0).count(); }

    /**
     * Removes parts smaller than either bound, but never the largest part. Vertices no face uses go as well.
     *
     * @param minArea
     *            least area kept, square world units (the reference uses 1e-5)
     * @param minExtent
     *            least longest bounding box side kept, world units
     */
    public static Kept dropSmall(Mesh mesh, double minArea, double minExtent) {
        MeshComponents components = of(mesh);
        List<Part> parts = components.parts(mesh);
        int largest = 0;
        for (int i = 1; i < parts.size(); i++) if (parts.get(i).area() > parts.get(largest).area()) largest = i;
        boolean[] keep = new boolean[parts.size()];
        List<Part> removed = new ArrayList<>();
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i == largest || parts.get(i).area() >= minArea && parts.get(i).extent() >= minExtent;
            if (!keep[i]) removed.add(parts.get(i));
        }
        if (removed.isEmpty() && components.usedVertices() == mesh.vertexCount()) return new Kept(mesh, removed);
        return new Kept(components.select(mesh, keep), removed);
    }

    private List<Part> parts(Mesh mesh) {
        int[] faces = new int[count];
        double[] area = new double[count];
        float[] low = new float[3 * count];
        float[] high = new float[3 * count];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        int[] t = mesh.triangles();
        for (int f = 0; f < t.length; f += 3) {
            int part = partOfVertex[t[f]];
            faces[part]++;
            area[part] += Triangles.area(mesh.positions(), t[f], t[f + 1], t[f + 2]);
        }
        for (int v = 0; v < partOfVertex.length; v++) {
            for (int k = 0; k < 3 && partOfVertex[v] >= 0; k++) {
                int at = 3 * partOfVertex[v] + k;
                low[at] = Math.min(low[at], mesh.positions()[3 * v + k]);
                high[at] = Math.max(high[at], mesh.positions()[3 * v + k]);
            }
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double extent = 0;
            for (int k = 0; k < 3; k++) extent = Math.max(extent, (double) high[3 * i + k] - low[3 * i + k]);
            parts.add(new Part(faces[i], area[i], extent));
        }
        return parts;
    }

    private Mesh select(Mesh mesh, boolean[] keep) {
        int[] renamed = new int[partOfVertex.length];
        float[] positions = new float[mesh.positions().length];
        int vertices = 0;
        for (int v = 0; v < renamed.length; v++) {
            if (partOfVertex[v] < 0 || !keep[partOfVertex[v]]) continue;
            System.arraycopy(mesh.positions(), 3 * v, positions, 3 * vertices, 3);
            renamed[v] = vertices++;
        }
        int[] t = mesh.triangles();
        int[] triangles = new int[t.length];
        int n = 0;
        for (int f = 0; f < t.length; f += 3) {
            if (!keep[partOfVertex[t[f]]]) continue;
            for (int k = 0; k < 3; k++) triangles[n++] = renamed[t[f + k]];
        }
        return new Mesh(Arrays.copyOf(positions, 3 * vertices), Arrays.copyOf(triangles, n));
    }
}
