// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.image.Scaling;

/**
 * A cut-out picture made solid: the whole way from pixels to a closed surface with colours.
 *
 * @param cutout
 *            the object in its square, twice as fine as the solid's grid
 */
record Model(Cutout cutout, Silhouette silhouette, ShapePrior.Kind prior, Projection projection, ClosedField field,
        ProjectedColour colour, Mesh mesh) {
    private static final int TEXELS_PER_PIXEL = 2;
    private static final double BACK_RELIEF = 0.5;
    /** Share of the way to the camera that the front may take; only very wide angles come so close. */
    private static final double NEAREST = 0.5;

    /**
     * @param size
     *            pixels of the solid's grid per side
     * @param checkpoint
     *            called often from any of the threads; may throw to stop
     */
    static Model of(RgbaImage image, int size, Projection projection, RunContext context) {
        context.at("outline", 0.1);
        Cutout cutout = Cutout.of(image, TEXELS_PER_PIXEL * size, context.parallel());
        Plane[][] texture = new Plane[2][];
        Silhouette[] outline = new Silhouette[1];
        Tasks.all(context.parallel(), () -> texture[0] = FrontTexture.of(cutout),
                () -> outline[0] = Silhouette.of(cutout.alpha(), size, context.parallel()));
        Silhouette silhouette = outline[0];
        Plane[] front = texture[0];
        ShapePrior prior = ShapePrior.of(silhouette.mask(), size);
        context.at("inflate", 0.3);
        Plane[] parts = new Plane[3];
        Tasks.all(context.parallel(),
                () -> texture[1] = BackTexture.of(front, silhouette, prior.kind(), context.parallel()),
                () -> {
                    parts[0] = Inflation.halfDepth(silhouette, prior);
                    context.check();
                    parts[1] = relief(front, silhouette, parts[0], prior, 1);
                });
        Plane[] back = texture[1];
        context.at("relief", 0.7);
        ProjectedColour[] colour = new ProjectedColour[1];
        Tasks.all(context.parallel(), () -> parts[2] = relief(back, silhouette, parts[0], prior, BACK_RELIEF),
                () -> colour[0] = new ProjectedColour(projection, front, back, parts[0], context.parallel()));
        context.at("surface", 0.85);
        ClosedField field = ClosedField.of(silhouette, parts[0], parts[1], parts[2], prior.kind())
                .noDeeperThan(NEAREST * projection.distance());
        Columns columns = Columns.of(field, context.parallel());
        Mesh mesh = SurfaceNets.mesh(field, columns, projection, context.parallel());
        context.at("surface", 1);
        return new Model(cutout, silhouette, prior.kind(), projection, field, colour[0], mesh);
    }

    private static Plane relief(Plane[] rgb, Silhouette silhouette, Plane half, ShapePrior prior, double amount) {
        int m = silhouette.size();
        Plane[] small = {Scaling.area(rgb[0], m, m), Scaling.area(rgb[1], m, m), Scaling.area(rgb[2], m, m)};
        return Relief.of(small, silhouette, half, prior.kind(), amount);
    }

    /** The same solid as voxels. */
    OVoxel voxels(int resolution, Parallel parallel) {
        return LatticeVoxels.sample(field, projection, colour, resolution, parallel);
    }
}
