// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * Whether two faces of a mesh meet where they should not: in more than the vertices they share. Faces are closed sets,
 * so a vertex that merely touches a foreign face counts; faces without area meet nothing. All decisions are exact
 * ({@link Orientation}). One object per thread.
 */
public final class FacePair {
    private final float[] p;
    private final int[] t;
    private final int[] a = new int[3];
    private final int[] b = new int[3];
    private final double[] normal = new double[3];

    /** For faces of a mesh, also after its arrays changed. */
    public FacePair(Mesh mesh) {
        this.p = mesh.positions();
        this.t = mesh.triangles();
    }

    /** Whether faces f and g intersect improperly. */
    public boolean intersect(int f, int g) {
        if (!boxesMeet(f, g)) return false;
        boolean meet = switch (order(f, g)) {
            case 0 -> apart();
            case 1 -> oneShared();
            case 2 -> folded();
            default -> true;
        };
        return meet && hasArea(a) && hasArea(b);
    }

    /** Whether faces f and g have a vertex in common. */
    public boolean share(int f, int g) {
        for (int k = 3 * g; k < 3 * g + 3; k++) {
            if (t[k] == t[3 * f] || t[k] == t[3 * f + 1] || t[k] == t[3 * f + 2]) return true;
        }
        return false;
    }

    private boolean boxesMeet(int f, int g) {
        int a0 = 3 * t[3 * f];
        int a1 = 3 * t[3 * f + 1];
        int a2 = 3 * t[3 * f + 2];
        int b0 = 3 * t[3 * g];
        int b1 = 3 * t[3 * g + 1];
        int b2 = 3 * t[3 * g + 2];
        for (int k = 0; k < 3; k++) {
            if (Math.min(p[a0 + k], Math.min(p[a1 + k], p[a2 + k])) > Math.max(p[b0 + k],
                    Math.max(p[b1 + k], p[b2 + k]))
                    || Math.min(p[b0 + k], Math.min(p[b1 + k], p[b2 + k])) > Math.max(p[a0 + k],
                            Math.max(p[a1 + k], p[a2 + k])))
                return false;
        }
        return true;
    }

    private boolean hasArea(int[] face) { return Triangles.cross(p, face[0], face[1], face[2], normal) > 0; }

    /** Puts shared vertices first in both faces; returns how many there are. */
    private int order(int f, int g) {
        int shared = 0;
        for (int k = 0; k < 3; k++) {
            a[k] = t[3 * f + k];
            b[k] = t[3 * g + k];
        }
        for (int i = 0; i < 3; i++) {
            for (int j = shared; j < 3; j++) {
                if (a[i] != b[j]) continue;
                swap(a, i, shared);
                swap(b, j, shared++);
                break;
            }
        }
        return shared;
    }

    private static void swap(int[] x, int i, int j) {
        int y = x[i];
        x[i] = x[j];
        x[j] = y;
    }

    private boolean oneShared() {
        int a1 = side(b, a[1]);
        int a2 = side(b, a[2]);
        // then the plane of b meets a in the shared vertex alone
        if (a1 * a2 > 0) return false;
        int b1 = side(a, b[1]);
        int b2 = side(a, b[2]);
        return b1 * b2 <= 0 && (edgeMeets(a[1], a[2], a1, a2, b) || edgeMeets(b[1], b[2], b1, b2, a));
    }

    private boolean apart() {
        int a0 = side(b, a[0]);
        int a1 = side(b, a[1]);
        int a2 = side(b, a[2]);
        if (a0 == a1 && a1 == a2 && a0 != 0) return false;
        int b0 = side(a, b[0]);
        int b1 = side(a, b[1]);
        int b2 = side(a, b[2]);
        if (b0 == b1 && b1 == b2 && b0 != 0) return false;
        return edgeMeets(a[0], a[1], a0, a1, b) || edgeMeets(a[1], a[2], a1, a2, b)
                || edgeMeets(a[2], a[0], a2, a0, b) || edgeMeets(b[0], b[1], b0, b1, a)
                || edgeMeets(b[1], b[2], b1, b2, a) || edgeMeets(b[2], b[0], b2, b0, a);
    }

    /** Faces (u, v, x) and (u, v, y): in one plane and on the same side of the edge. */
    private boolean folded() {
        if (Orientation.ofPlane(p, a[0], a[1], a[2], b[2]) != 0) return false;
        int axis = steepest(a);
        return lineSide(a[0], a[1], a[2], axis) == lineSide(a[0], a[1], b[2], axis);
    }

    private int side(int[] face, int v) { return Orientation.ofPlane(p, face[0], face[1], face[2], v); }

    /** Whether the edge (v, w), whose ends lie on the given sides of the face's plane, meets the face. */
    private boolean edgeMeets(int v, int w, int sideV, int sideW, int[] face) {
        if (sideV * sideW > 0) return false;
        if (sideV == 0 && sideW == 0) return edgeMeetsInPlane(v, w, face);
        int least = 1;
        int most = -1;
        for (int k = 0; k < 3; k++) {
            int s = Orientation.ofPlane(p, v, w, face[k], face[(k + 1) % 3]);
            least = Math.min(least, s);
            most = Math.max(most, s);
        }
        return least >= 0 || most <= 0;
    }

    private boolean edgeMeetsInPlane(int v, int w, int[] face) {
        int axis = steepest(face);
        if (inside(v, face, axis) || inside(w, face, axis)) return true;
        for (int k = 0; k < 3; k++) {
            int x = face[k];
            int y = face[(k + 1) % 3];
            if (lineSide(v, w, x, axis) * lineSide(v, w, y, axis) <= 0
                    && lineSide(x, y, v, axis) * lineSide(x, y, w, axis) <= 0 && rangesMeet(v, w, x, y))
                return true;
        }
        return false;
    }

    private boolean inside(int v, int[] face, int axis) {
        int s0 = lineSide(face[0], face[1], v, axis);
        int s1 = lineSide(face[1], face[2], v, axis);
        int s2 = lineSide(face[2], face[0], v, axis);
        return Math.min(s0, Math.min(s1, s2)) >= 0 || Math.max(s0, Math.max(s1, s2)) <= 0;
    }

    /** For segments on one line, which pass every test of sides. */
    private boolean rangesMeet(int v, int w, int x, int y) {
        for (int k = 0; k < 3; k++) {
            if (Math.max(p[3 * v + k], p[3 * w + k]) < Math.min(p[3 * x + k], p[3 * y + k])
                    || Math.max(p[3 * x + k], p[3 * y + k]) < Math.min(p[3 * v + k], p[3 * w + k]))
                return false;
        }
        return true;
    }

    private int lineSide(int v, int w, int x, int axis) {
        return Orientation.ofLine(p, v, w, x, (axis + 1) % 3, (axis + 2) % 3);
    }

    /** The axis along which a face is seen largest. */
    private int steepest(int[] face) {
        Triangles.cross(p, face[0], face[1], face[2], normal);
        double x = Math.abs(normal[0]);
        double y = Math.abs(normal[1]);
        double z = Math.abs(normal[2]);
        return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
    }
}
