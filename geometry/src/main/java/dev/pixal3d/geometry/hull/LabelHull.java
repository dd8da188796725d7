// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;

/**
 * The visible surface of an O-Voxel: closed, every edge with exactly two faces, wound outward, without inner shells,
 * its vertices exactly the decoded dual vertices.
 *
 * <p>
 * Method: the crossed-edge flags are walls between the corners of the grid. The outside is flooded from the border
 * through edges without walls ({@link CornerFlood}); a wall between outside and inside gives one quad, a wall with the
 * outside on both sides (a thin sheet) gives two, one without outside none. How quads join follows from the labels
 * around each cell alone ({@link CellTopology}), so the result is a closed manifold for any flags.
 *
 * <p>
 * Rejected: TRELLIS.2's narrow-band remesh as the default. It exports the offset surface on both sides, two nested
 * shells one voxel from the decoded surface (measured 1.005 voxels RMS), so half of the face budget is never seen; see
 * {@code NarrowBandRemesh}. Also rejected: orienting the raw dual grid by neighbourhood (CuMesh), which knows no
 * outside and left 20 % of the edges of noisy volumes in conflict.
 */
public final class LabelHull {
    private LabelHull() {}

    /**
     * How to treat what is not a plain closed surface.
     *
     * @param maxHolePerimeter
     *            boundary loops shorter than this (world units) are closed first when the surface leaks; the reference
     *            uses 0.03
     */
    public record Options(double maxHolePerimeter) {
        public static final Options DEFAULT = new Options(0.03);
    }

    /**
     * Counts of walls by class.
     *
     * @param hull
     *            walls between outside and inside
     * @param sheets
     *            walls with the outside on both sides: thin parts, exported as closed pillows
     * @param interior
     *            walls that the outside does not reach; they are left out
     * @param caps
     *            edges without a wall closed over a leak
     * @param closedEdges
     *            walls added to close small holes
     * @param floodRadius
     *            radius of the flood that no longer leaked, 0 when the plain one sufficed
     */
    public record Report(int hull, int sheets, int interior, int caps, int closedEdges, int floodRadius) {}

    /** A surface and how it came about. */
    public record Result(Mesh mesh, Report report) {}

    /** Extracts the surface with the default options. */
    public static Result extract(OVoxel voxels, RunContext context) {
        return extract(voxels, Options.DEFAULT, context);
    }

    /**
     * Extracts the surface.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when no flag is set or a coordinate is outside the grid
     */
    public static Result extract(OVoxel voxels, Options options, RunContext context) {
        LeakClosing labels = LeakClosing.label(voxels, options.maxHolePerimeter(), context);
        WallClasses walls = labels.walls();
        Mesh mesh = surface(labels, walls, context);
        int closed = walls.hull() + walls.sheet() + walls.interior() - flags(voxels);
        return new Result(mesh, new Report(walls.hull(), walls.sheet(), walls.interior(), walls.caps(),
                Math.max(0, closed), labels.radius()));
    }

    /**
     * The surface without closing what is open: the hull of the solid parts, closed and outward as {@link #extract}
     * gives it, and beside it every other wall as single faces. It must be drawn from both sides.
     *
     * @param keepInterior
     *            whether walls that the outside does not reach are kept
     * @throws dev.pixal3d.core.ProblemException
     *             when there is no solid part and no wall with all of its four voxels
     */
    public static Result extractOpen(OVoxel voxels, boolean keepInterior, RunContext context) {
        LeakClosing labels = LeakClosing.plain(voxels, context);
        WallClasses walls = labels.walls();
        Mesh open = OpenWalls.of(voxels, labels.map(), labels.lattice(), keepInterior);
        if (walls.hull() == 0 && open.triangleCount() == 0) {
            throw new Problem.General(Problem.Kind.NO_MEDIA_GENERATED,
                    ("O-Voxel: no wall has all of its four voxels (got %d walls, allowed 1 complete wall and more). "
                            + "Set remesh to true.")
                            .formatted(flags(voxels)))
                    .exception();
        }
        Mesh mesh = walls.hull() == 0 && open.triangleCount() > 0
                ? open
                : OpenWalls.append(surface(labels, walls.withoutSheets(), context), open);
        return new Result(mesh, new Report(walls.hull(), walls.sheet(), walls.interior(), walls.caps(), 0, 0));
    }

    private static int flags(OVoxel voxels) {
        int n = 0;
        for (byte bits : voxels.crossed()) n += Integer.bitCount(bits & 7);
        return n;
    }

    private static Mesh surface(LeakClosing labels, WallClasses walls, RunContext context) {
        OVoxel voxels = labels.voxels();
        context.at("surface", 0);
        HullCells cells = HullCells.of(labels.lattice(), walls, labels.map(), context.parallel());
        context.at("surface", 0.3);
        if (cells.count() == 0) {
            throw new Problem.General(Problem.Kind.NO_MEDIA_GENERATED,
                    ("O-Voxel: holds no surface (got %d voxels without a crossed edge, allowed 1 edge and more). Try "
                            + "another picture or seed.")
                            .formatted(voxels.count()))
                    .exception();
        }
        float[] positions = HullVertices.positions(cells, voxels, context.parallel());
        HullSplits splits = HullSplits.of(cells, walls, context.parallel());
        context.at("surface", 0.6);
        int[] triangles = HullFaces.triangles(cells, walls, splits, positions, voxels, context.parallel());
        Mesh mesh = HullFans.add(cells, walls, splits, 1f / voxels.resolution(), new Mesh(positions, triangles));
        if (walls.caps() > 0) HullVertices.smoothFree(cells, mesh);
        HullSpacing.apply(cells, mesh.positions(), voxels.resolution(), context.parallel());
        context.at("surface", 1);
        return mesh;
    }
}
