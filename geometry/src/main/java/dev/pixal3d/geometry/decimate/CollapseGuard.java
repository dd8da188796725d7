// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.geometry.mesh.Boxes;
import dev.pixal3d.geometry.mesh.FacePair;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.NearVertices;
import dev.pixal3d.geometry.mesh.SeenDirections;
import java.util.Arrays;

/**
 * Refuses collapses after which faces would meet that did not, or vertices without a common edge would lie closer than
 * {@link NearVertices#APART}. Looks at each collapse before it happens, with a grid of all faces that is kept up to
 * date; all decisions about faces are exact. Worth its price of about 30 microseconds a collapse on small meshes only,
 * where faces are large against the gaps between them and most crossings come from.
 *
 * <p>
 * What met before may go on meeting: else a surface that crosses itself from the start could not be simplified.
 *
 * <p>
 * The mesh is one patch. One object belongs to one run of a {@link GreedyCollapse}.
 */
final class CollapseGuard {
    /** Faces of a merged vertex at most: the valence limit and some that a border adds. */
    private static final int MOST_FACES = 2 * CollapseCheck.MAX_VALENCE;
    /** Cells are so many times as wide as faces on average. */
    private static final double CELL = 2;
    private static final double FINEST = 1 << 20;
    private static final double APART2 = NearVertices.APART * NearVertices.APART;

    private final float[] p;
    private final int[] t;
    private final int point;
    private final int scratch;
    private final FacePair pair;
    private final Mesh mesh;
    /** Per face the number of the last look that came to it. */
    private final int[] looked;
    /** Per face, new ones too, the directions it sees. */
    private final int[] seen;
    private final double[] normal = new double[3];
    /** Boxes around the new faces and one more. */
    private final float[] boxes = new float[6 * (MOST_FACES + 1)];
    private final int[] old = new int[2 * MOST_FACES];
    private int looks;
    private int olds;
    private int news;
    private int live;

    private double cell;
    private int[] head = new int[0];
    private int[] next = new int[0];
    private int[] faceOf = new int[0];
    private int entries;
    private int liveWhenBuilt;
    private final int[] range = new int[6];

    CollapseGuard(MeshPatches patch) {
        point = patch.vertices();
        scratch = patch.faces();
        p = Arrays.copyOf(patch.positions, 3 * (point + 1));
        t = Arrays.copyOf(patch.triangles, 3 * (scratch + MOST_FACES));
        looked = new int[scratch];
        seen = new int[scratch + MOST_FACES];
        this.mesh = new Mesh(p, t);
        pair = new FacePair(this.mesh);
        live = scratch;
        for (int f = 0; f < scratch; f++) seen[f] = SeenDirections.of(this.mesh, f, normal);
        build();
    }

    /** Whether the edge (u, v) may collapse to the point. */
    boolean allows(PatchFaces faces, int u, int v, double x, double y, double z) {
        p[3 * point] = (float) x;
        p[3 * point + 1] = (float) y;
        p[3 * point + 2] = (float) z;
        looks++;
        olds = 0;
        news = 0;
        if (!gather(faces, u, v) || !gather(faces, v, u)) return false;
        for (int i = 0; i < news; i++) {
            for (int j = 0; j < i; j++) { if (meet(i, scratch + j, seen[scratch + j]) && !starMet()) return false; }
        }
        return clear(u, v);
    }

    /** Follows a collapse that was allowed just now and has happened. */
    void collapsed(PatchFaces faces, int u) {
        System.arraycopy(p, 3 * point, p, 3 * u, 3);
        for (int i = 0; i < olds; i++) {
            int f = old[i];
            if (t[3 * f] < 0) continue;
            System.arraycopy(faces.vertices, 3 * f, t, 3 * f, 3);
            if (t[3 * f] < 0) {
                live--;
            } else {
                seen[f] = SeenDirections.of(mesh, f, normal);
                insert(f);
            }
        }
        if (live < liveWhenBuilt / 2) build();
    }

    /** Notes the faces at u, and those without v as they would be with the point in its place. */
    private boolean gather(PatchFaces faces, int u, int v) {
        for (int c = faces.head[u]; c >= 0; c = faces.next[c]) {
            int f = c / 3;
            if (olds == old.length) return false;
            old[olds++] = f;
            looked[f] = looks;
            if (faces.faceHas(c, v)) continue;
            if (news == MOST_FACES) return false;
            int face = scratch + news;
            for (int k = 0; k < 3; k++) {
                t[3 * face + k] = faces.vertices[3 * f + k] == u ? point : faces.vertices[3 * f + k];
            }
            seen[face] = SeenDirections.of(mesh, face, normal);
            Boxes.ofFace(p, t, face, boxes, 6 * news++);
        }
        return true;
    }

    /** Whether a new face and another one, which sees these directions, meet where they should not. */
    private boolean meet(int fresh, int face, int directions) {
        // round a vertex, what looks one way lies side by side
        if ((seen[scratch + fresh] & directions) != 0 && pair.share(scratch + fresh, face)) return false;
        return pair.intersect(scratch + fresh, face);
    }

    private boolean starMet() {
        for (int i = 0; i < olds; i++) for (int j = 0; j < i; j++) if (pair.intersect(old[i], old[j])) return true;
        return false;
    }

    /** Whether the new star meets nothing outside it and no foreign vertex is near the point. */
    private boolean clear(int u, int v) {
        float[] star = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE,
                -Float.MAX_VALUE};
        for (int i = 0; i < 6 * news; i++) {
            star[i % 6] = i % 6 < 3 ? Math.min(star[i % 6], boxes[i]) : Math.max(star[i % 6], boxes[i]);
        }
        cells(star, 0, NearVertices.APART);
        int[] range = this.range.clone();
        for (int i = range[0]; i <= range[3]; i++) {
            for (int j = range[1]; j <= range[4]; j++) {
                for (int k = range[2]; k <= range[5]; k++) {
                    for (int e = head[slot(i, j, k)]; e >= 0; e = next[e]) {
                        if (looked[faceOf[e]] == looks || t[3 * faceOf[e]] < 0) continue;
                        looked[faceOf[e]] = looks;
                        if (!clear(faceOf[e], star, u, v)) return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean clear(int other, float[] star, int u, int v) {
        for (int c = 3 * other; c < 3 * other + 3; c++) if (crowds(t[c], u, v)) return false;
        int box = 6 * news;
        Boxes.ofFace(p, t, other, boxes, box);
        if (!overlap(star, 0, box)) return true;
        for (int i = 0; i < news; i++) {
            if (overlap(boxes, 6 * i, box) && meet(i, other, seen[other]) && !met(other)) return false;
        }
        return true;
    }

    private boolean overlap(float[] a, int i, int box) {
        for (int k = 0; k < 3; k++) if (a[i + k] > boxes[box + 3 + k] || boxes[box + k] > a[i + 3 + k]) return false;
        return true;
    }

    private boolean met(int other) {
        for (int i = 0; i < olds; i++) if (pair.intersect(old[i], other)) return true;
        return false;
    }

    /** Whether a vertex is too near the point, and nearer than it was to both ends. */
    private boolean crowds(int vertex, int u, int v) {
        double distance2 = distance2(vertex, point);
        return distance2 < APART2 && distance2 < distance2(vertex, u) && distance2 < distance2(vertex, v);
    }

    private double distance2(int a, int b) {
        double x = (double) p[3 * a] - p[3 * b];
        double y = (double) p[3 * a + 1] - p[3 * b + 1];
        double z = (double) p[3 * a + 2] - p[3 * b + 2];
        return x * x + y * y + z * z;
    }

    /** Puts all live faces into a new grid that suits their size. */
    private void build() {
        double sizes = 0;
        for (int f = 0; f < scratch; f++) {
            if (t[3 * f] < 0) continue;
            Boxes.ofFace(p, t, f, boxes, 0);
            sizes += Math.max(boxes[3] - boxes[0], Math.max(boxes[4] - boxes[1], boxes[5] - boxes[2]));
        }
        cell = Math.max(CELL * sizes / Math.max(1, live), Boxes.extent(Boxes.of(p)) / FINEST);
        head = new int[Math.max(64, Integer.highestOneBit(Math.max(1, live)) * 4)];
        Arrays.fill(head, -1);
        entries = 0;
        liveWhenBuilt = live;
        for (int f = 0; f < scratch; f++) if (t[3 * f] >= 0) insert(f);
    }

    private void insert(int face) {
        Boxes.ofFace(p, t, face, boxes, 0);
        cells(boxes, 0, 0);
        for (int i = range[0]; i <= range[3]; i++) {
            for (int j = range[1]; j <= range[4]; j++) {
                for (int k = range[2]; k <= range[5]; k++) {
                    if (entries == next.length) {
                        next = Arrays.copyOf(next, 2 * entries + 64);
                        faceOf = Arrays.copyOf(faceOf, next.length);
                    }
                    int slot = slot(i, j, k);
                    next[entries] = head[slot];
                    faceOf[entries] = face;
                    head[slot] = entries++;
                }
            }
        }
    }

    /** The cells of a box, lowest then highest. */
    private void cells(float[] box, int at, double margin) {
        for (int k = 0; k < 3; k++) {
            range[k] = (int) Math.floor((box[at + k] - margin) / cell);
            range[3 + k] = (int) Math.floor((box[at + 3 + k] + margin) / cell);
        }
    }

    private int slot(int x, int y, int z) {
        int h = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ z * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        return (h ^ h >>> 13) & head.length - 1;
    }
}
