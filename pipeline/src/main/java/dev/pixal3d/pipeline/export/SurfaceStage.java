// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.pipeline.engine.ClosedSurface;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.hull.LabelHull;
import dev.pixal3d.geometry.hull.NarrowBandRemesh;
import dev.pixal3d.geometry.mesh.MeshComponents;
import dev.pixal3d.geometry.mesh.HoleFill;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Optional;

/** From a decoded asset to the full-resolution surface that is simplified: the first step of {@link Exporter#model}. */
public final class SurfaceStage {
    /** Parts smaller than this are floating dust; about ten voxel faces at 1024. */
    private static final double MIN_AREA = 1e-5;
    private static final double MIN_EXTENT_VOXELS = 3;
    /** Perimeter of holes that the reference fills before it remeshes. */
    private static final double MAX_HOLE = 0.03;
    /** Dual vertices farther than so many cells from their voxel are no surface any more; decoders stay within 1.5. */
    private static final float MAX_DUAL = 4;

    /**
     * The surface.
     *
     * @param resolution
     *            voxels per axis
     * @param doubleSided
     *            whether it is no closed solid, so that back faces must be drawn
     */
    public record Surface(Mesh mesh, int resolution, boolean doubleSided, ExportReport.Surface findings) {}

    private SurfaceStage() {}

    /**
     * Finds the surface.
     *
     * @throws ProblemException
     *             when the asset holds no surface
     */
    public static Surface of(DecodedAsset asset, Settings settings, RunContext context) {
        boolean remesh = settings.get(Parameters.REMESH);
        int textureSize = settings.get(Parameters.TEXTURE_SIZE);
        long heap = Runtime.getRuntime().maxMemory();
        if (Exporter.wantsShell(settings)) {
            OVoxel voxels = checked(asset.voxels().get());
            ExportMemory.check(ExportMemory.triangles(voxels), textureSize, heap);
            return new Surface(shell(voxels, context), voxels.resolution(), false,
                    ExportReport.Surface.of("reference shell"));
        }
        if (asset.closedSurface().isPresent()) {
            ClosedSurface closed = asset.closedSurface().get();
            ExportMemory.check(closed.mesh().triangleCount(), textureSize, heap);
            return new Surface(closed.mesh(), closed.resolution(), false, ExportReport.Surface.of("closed"));
        }
        OVoxel voxels = checked(asset.voxels().get());
        ExportMemory.check(ExportMemory.triangles(voxels), textureSize, heap);
        LabelHull.Result hull = remesh
                ? LabelHull.extract(voxels, context)
                : LabelHull.extractOpen(voxels, true, context);
        if (!remesh) { return new Surface(hull.mesh(), voxels.resolution(), true, ExportReport.Surface.of("open")); }
        MeshComponents.Kept kept = MeshComponents.dropSmall(hull.mesh(), MIN_AREA,
                MIN_EXTENT_VOXELS / voxels.resolution());
        boolean onlyDust = kept.mesh().triangleCount() == 0;
        ExportReport.Surface findings = new ExportReport.Surface("hull", Optional.of(hull.report().hull()),
                Optional.of(hull.report().sheets()), Optional.of(hull.report().interior()),
                Optional.of(hull.report().caps()), Optional.of(hull.report().closedEdges()),
                Optional.of(onlyDust ? 0 : kept.removed().size()));
        return new Surface(onlyDust ? hull.mesh() : kept.mesh(), voxels.resolution(), false, findings);
    }

    private static Mesh shell(OVoxel voxels, RunContext context) {
        Mesh raw = HoleFill.fill(DualGrid.mesh(voxels), MAX_HOLE);
        if (raw.triangleCount() == 0) {
            throw new Problem.General(Problem.Kind.NO_MEDIA_GENERATED,
                    "O-Voxel: no flag has all of its four voxels (got 0 faces, allowed 1 and more). Set remesh_mode "
                            + "to hull.")
                    .exception();
        }
        return NarrowBandRemesh.remesh(raw, voxels.resolution(), 1, 0, context);
    }

    /** Refuses what would end in a crash or an endless search much later: an overflow in a decoder for example. */
    private static OVoxel checked(OVoxel voxels) {
        for (int i = 0; i < voxels.dual().length; i++) {
            if (!(Math.abs(voxels.dual()[i]) <= MAX_DUAL)) {
                throw problem("the dual vertex of voxel " + i / 3, voxels.dual()[i], -MAX_DUAL, MAX_DUAL);
            }
            if (voxels.coords()[i] < 0 || voxels.coords()[i] >= voxels.resolution()) {
                throw problem("the place of voxel " + i / 3, voxels.coords()[i], 0, voxels.resolution() - 1);
            }
        }
        return voxels;
    }

    private static ProblemException problem(String what, float got, float least, float most) {
        return new Problem.General(Problem.Kind.NO_MEDIA_GENERATED,
                "O-Voxel: %s is not usable (got %s, allowed %s to %s). Decode again, with another seed or precision."
                        .formatted(what, got, least, most))
                .exception();
    }
}
