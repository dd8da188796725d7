// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import java.util.Arrays;

/**
 * How the sides of the walls around one cell join to surface vertices.
 *
 * <p>
 * A cell has 8 corners (bit 4x + 2y + z), 12 edges (4 * axis + 2 * offset along the next axis + offset along the one
 * after) and 6 squares. A <em>side</em> (2 * edge + end) is the face of a wall that looks to one end of its edge; it
 * exists when that end is outside and the edge is a wall or leads inside. In each square, going round from an outside
 * corner, the side met first is paired with the side met last before the next obstacle: the two bound the same outside
 * region. Every side lies in two squares of the cell, so the pairs chain the sides to closed cycles; each cycle is one
 * vertex with a closed fan of faces. Both cells at a square see the same pairs. Hence the surface is closed and its
 * vertices are manifold by construction, whatever the flags say. For plain labels this is Nielson's dual marching cubes
 * (2004) with the outside separated on ambiguous squares.
 */
final class CellTopology {
    static final int SIDES = 24;
    /** Corner numbers round each square; square = 2 * normal axis + offset. */
    private static final int[][] SQUARE_CORNERS = new int[6][4];
    /** Edge between a square's corner k and the next. */
    private static final int[][] SQUARE_EDGES = new int[6][4];
    /** Class of each side by the 8 labels, 24 per entry, -1 where there is no side; cells without sheets. */
    private static final byte[] CLASSES = new byte[256 * SIDES];
    private static final byte[] COUNTS = new byte[256];

    static {
        for (int axis = 0; axis < 3; axis++) {
            int b = (axis + 1) % 3;
            int c = (axis + 2) % 3;
            for (int offset = 0; offset < 2; offset++) {
                int square = 2 * axis + offset;
                int base = offset * cornerBit(axis);
                SQUARE_CORNERS[square] = new int[]{base, base + cornerBit(b), base + cornerBit(b) + cornerBit(c),
                        base + cornerBit(c)};
                SQUARE_EDGES[square] = new int[]{edge(b, 0, offset), edge(c, offset, 1), edge(b, 1, offset),
                        edge(c, offset, 0)};
            }
        }
        byte[] classes = new byte[SIDES];
        for (int labels = 0; labels < 256; labels++) {
            COUNTS[labels] = (byte) trace(labels, 0, classes);
            System.arraycopy(classes, 0, CLASSES, labels * SIDES, SIDES);
        }
    }

    private CellTopology() {}

    static int cornerBit(int axis) { return 4 >> axis; }

    /** Edge of an axis; offsets along the next axis and the one after. */
    static int edge(int axis, int next, int afterNext) {
        return 4 * axis + 2 * next + afterNext;
    }

    /** Corner at the lower end of an edge. */
    static int lowerCorner(int edge) {
        int axis = edge >> 2;
        return (edge >> 1 & 1) * cornerBit((axis + 1) % 3) + (edge & 1) * cornerBit((axis + 2) % 3);
    }

    /** Number of vertices of a cell without sheets. */
    static int count(int labels) { return COUNTS[labels]; }

    /** Vertex of a side in a cell without sheets. */
    static int classOf(int labels, int side) {
        return CLASSES[labels * SIDES + side];
    }

    private static boolean exists(int labels, int sheets, int edge, int end) {
        int low = lowerCorner(edge);
        int here = end == 0 ? low : low + cornerBit(edge >> 2);
        int there = end == 0 ? low + cornerBit(edge >> 2) : low;
        return (labels >> here & 1) != 0 && ((sheets >> edge & 1) != 0 || (labels >> there & 1) == 0);
    }

    /** The side of edge k of a square that looks to corner {@code corner}. */
    private static int sideTo(int edge, int corner) {
        return 2 * edge + (lowerCorner(edge) == corner ? 0 : 1);
    }

    /**
     * Pairs of one square: {@code pairs[k]} = the sides (first << 8 | last) of the outside region that begins at corner
     * k, or -1. Returns how many there are.
     */
    static int pairs(int labels, int sheets, int square, int[] pairs) {
        int[] corners = SQUARE_CORNERS[square];
        int[] edges = SQUARE_EDGES[square];
        int n = 0;
        for (int k = 0; k < 4; k++) {
            pairs[k] = -1;
            int before = edges[(k + 3) & 3];
            int first = sideTo(before, corners[k]);
            if (!exists(labels, sheets, before, first & 1)) continue;
            int j = k;
            int last = sideTo(edges[j], corners[j]);
            while (!exists(labels, sheets, edges[j], last & 1)) {
                j = (j + 1) & 3;
                last = sideTo(edges[j], corners[j]);
            }
            pairs[k] = first << 8 | last;
            n++;
        }
        return n;
    }

    /**
     * Finds the vertices of a cell.
     *
     * @param labels
     *            bit per corner: outside
     * @param sheets
     *            bit per edge: a wall with both ends outside
     * @param classes
     *            receives the vertex of each side, -1 where there is none
     * @return number of vertices
     */
    static int trace(int labels, int sheets, byte[] classes) {
        int[] pairs = new int[4];
        int[] links = new int[2 * SIDES];
        Arrays.fill(links, -1);
        for (int square = 0; square < 6; square++) {
            pairs(labels, sheets, square, pairs);
            for (int pair : pairs) {
                if (pair < 0) continue;
                link(links, pair >> 8, pair & 0xff);
                link(links, pair & 0xff, pair >> 8);
            }
        }
        Arrays.fill(classes, (byte) -1);
        int count = 0;
        for (int side = 0; side < SIDES; side++) {
            if (links[2 * side] < 0 || classes[side] >= 0) continue;
            mark(links, classes, side, (byte) count++);
        }
        return count;
    }

    private static void link(int[] links, int from, int to) { links[2 * from + (links[2 * from] < 0 ? 0 : 1)] = to; }

    private static void mark(int[] links, byte[] classes, int side, byte name) {
        if (classes[side] >= 0) return;
        classes[side] = name;
        mark(links, classes, links[2 * side], name);
        mark(links, classes, links[2 * side + 1], name);
    }
}
