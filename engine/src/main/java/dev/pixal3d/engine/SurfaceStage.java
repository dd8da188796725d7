// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.GenerateRequest.RemeshMode;
import dev.pixal3d.geometry.hull.LabelHull;
import dev.pixal3d.geometry.hull.NarrowBandRemesh;
import dev.pixal3d.geometry.mesh.Components;
import dev.pixal3d.geometry.mesh.HoleFill;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.LinkedHashMap;
import java.util.Map;

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
    public record Surface(Mesh mesh, int resolution, boolean doubleSided, Map<String, Object> findings) {}

    private SurfaceStage() {}

    /**
     * Finds the surface.
     *
     * @throws EngineException
     *             when the asset holds no surface
     */
    public static Surface of(DecodedAsset asset, ExportOptions options, RunContext context) {
        boolean remesh = options.remesh();
        boolean reference = remesh && options.finish().remeshMode() == RemeshMode.REFERENCE;
        Map<String, Object> findings = new LinkedHashMap<>();
        long heap = Runtime.getRuntime().maxMemory();
        if (reference) {
            findings.put("surface", "reference shell");
            OVoxel voxels = checked(asset.voxels().get());
            ExportMemory.check(ExportMemory.triangles(voxels), options.textureSize(), heap);
            return new Surface(shell(voxels, context), voxels.resolution(), false, findings);
        }
        if (asset.closedSurface().isPresent()) {
            findings.put("surface", "closed");
            ClosedSurface closed = asset.closedSurface().get();
            ExportMemory.check(closed.mesh().triangleCount(), options.textureSize(), heap);
            return new Surface(closed.mesh(), closed.resolution(), false, findings);
        }
        OVoxel voxels = checked(asset.voxels().get());
        ExportMemory.check(ExportMemory.triangles(voxels), options.textureSize(), heap);
        LabelHull.Result hull;
        try {
            hull = remesh
                    ? LabelHull.extract(voxels, context)
                    : LabelHull.extractOpen(voxels, true, context);
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Kind.INPUT, String.valueOf(e.getMessage()));
        }
        if (!remesh) {
            findings.put("surface", "open");
            return new Surface(hull.mesh(), voxels.resolution(), true, findings);
        }
        Components.Kept kept = Components.dropSmall(hull.mesh(), MIN_AREA, MIN_EXTENT_VOXELS / voxels.resolution());
        boolean onlyDust = kept.mesh().triangleCount() == 0;
        findings.put("surface", "hull");
        findings.put("hull_walls", hull.report().hull());
        findings.put("sheet_walls", hull.report().sheets());
        findings.put("interior_walls_dropped", hull.report().interior());
        findings.put("caps", hull.report().caps());
        findings.put("closed_edges", hull.report().closedEdges());
        findings.put("floaters_dropped", onlyDust ? 0 : kept.removed().size());
        return new Surface(onlyDust ? hull.mesh() : kept.mesh(), voxels.resolution(), false, findings);
    }

    private static Mesh shell(OVoxel voxels, RunContext context) {
        Mesh raw = HoleFill.fill(DualGrid.mesh(voxels), MAX_HOLE);
        if (raw.triangleCount() == 0) {
            throw new EngineException(EngineException.Kind.INPUT,
                    "O-Voxel: no flag has all of its four voxels (got 0 faces, allowed 1 and more). Set remesh_mode to hull.");
        }
        try {
            return NarrowBandRemesh.remesh(raw, voxels.resolution(), 1, 0, context);
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Kind.INPUT, String.valueOf(e.getMessage()));
        }
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

    private static EngineException problem(String what, float got, float least, float most) {
        return new EngineException(EngineException.Kind.INPUT,
                "O-Voxel: %s is not usable (got %s, allowed %s to %s). Decode again, with another seed or precision."
                        .formatted(what, got, least, most));
    }
}
