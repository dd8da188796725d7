// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.image.Scaling;
import dev.pixal3d.preview.guess.Guesser;
import java.util.Optional;

/**
 * A cut-out picture made solid: the whole way from pixels to a closed surface with colours.
 *
 * @param cutout
 *            the object in its square, twice as fine as the solid's grid
 * @param guessed
 *            whether a guesser gave the depths; otherwise the outline was inflated
 */
record SolidModel(Cutout cutout, Silhouette silhouette, ShapePrior.Kind prior, Projection projection, ClosedField field,
        ProjectedColour colour, Mesh mesh, boolean guessed) {
    private static final int TEXELS_PER_PIXEL = 2;
    private static final double BACK_RELIEF = 0.5;
    /** Share of the way to the camera that the front may take; only very wide angles come so close. */
    private static final double NEAREST = 0.5;

    /**
     * @param size
     *            pixels of the solid's grid per side
     * @param guesser
     *            guesses depths; without it, or where a card or a body of revolution is seen, the outline is inflated
     */
    static SolidModel of(RgbaImage image, int size, Projection.Straight straight, Optional<Guesser> guesser,
            RunContext context) {
        Parallel parallel = context.parallel();
        context.at("outline", 0.1);
        Cutout cutout = Cutout.of(image, TEXELS_PER_PIXEL * size, parallel);
        Plane[][] texture = new Plane[1][];
        Silhouette[] outline = new Silhouette[1];
        parallel.all(() -> texture[0] = FrontTexture.of(cutout),
                () -> outline[0] = Silhouette.of(cutout.alpha(), size, parallel));
        Silhouette silhouette = outline[0];
        Plane[] front = texture[0];
        ShapePrior prior = ShapePrior.of(silhouette.mask(), size);
        context.at("depth", 0.3);
        Plane inflated = Inflation.halfDepth(silhouette, prior);
        Optional<LearnedShape> learned = guesser
                .filter(g -> g.measures() || !prior.isKnown())
                .map(g -> g.guess(front, Fields.of(silhouette.mask(), size),
                        2 * Math.atan(0.5 / straight.distance()), parallel))
                .map(guess -> LearnedShape.of(guess, inflated, silhouette));
        Plane half = learned.map(LearnedShape::half).orElse(inflated);
        Plane[] back = BackTexture.of(front, silhouette, prior.kind(), parallel);
        context.at("relief", 0.7);
        Plane[] reliefs = new Plane[2];
        double shading = learned.map(l -> l.measured() ? 0.0 : 1.0).orElse(1.0);
        parallel.all(() -> reliefs[0] = relief(front, silhouette, half, prior, shading),
                () -> reliefs[1] = relief(back, silhouette, half, prior, BACK_RELIEF));
        context.at("surface", 0.85);
        float backShare = learned.isPresent() || prior.kind() == ShapePrior.Kind.LATHE ? 1 : 0.9f;
        double deepest = NEAREST * straight.distance() * (learned.isPresent() ? 0.5 : 1);
        ClosedField field = ClosedField.of(silhouette, half, reliefs[0], reliefs[1], backShare).noDeeperThan(deepest);
        Projection projection = learned.<Projection>map(l -> l.projection(straight.distance(), deepest, field))
                .orElse(straight);
        ProjectedColour colour = new ProjectedColour(projection, front, back, half, parallel);
        Mesh mesh = SurfaceNets.mesh(field, Columns.of(field, parallel), projection, parallel);
        context.at("surface", 1);
        return new SolidModel(cutout, silhouette, prior.kind(), projection, field, colour, mesh, learned.isPresent());
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
