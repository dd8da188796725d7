// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.bake.UvReport;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.SurfaceDistance;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.render.SilhouetteOverlap;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Optional;

/** What is measured on every export. */
final class Measurements {
    /** Points on each of the surfaces compared: RMS and p99 within 1 % of those of 300,000. */
    private static final int SAMPLES = 50_000;

    private Measurements() {}

    static ExportReport.Decimation decimation(Mesh full, Mesh solid, Settings settings) {
        boolean faces = settings.get(Parameters.DECIMATION_UNIT) == QuadricDecimation.Unit.FACES;
        int target = settings.get(Parameters.DECIMATION_TARGET);
        int before = faces ? full.triangleCount() : full.vertexCount();
        int after = faces ? solid.triangleCount() : solid.vertexCount();
        return new ExportReport.Decimation(full.vertexCount(), full.triangleCount(), before < target
                ? "the surface has fewer than the target"
                : after > target
                        ? "the topology allows no fewer"
                        : after == target ? "exact" : "one below an odd target");
    }

    static ExportReport.Layout layout(UnwrappedMesh unwrapped, int textureSize, Parallel parallel) {
        UvReport report = UvReport.of(unwrapped, textureSize, parallel);
        return new ExportReport.Layout(report.charts(), rounded(report.atlasUse()), rounded(report.overlap()),
                rounded(report.densitySpread()), unwrapped.stats().padding(), unwrapped.stats().timedOut());
    }

    static ExportReport.Distance distance(SurfaceStage.Surface full, Mesh solid, Parallel parallel) {
        SurfaceDistance distance = SurfaceDistance.between(full.mesh(), solid, SAMPLES, 1.0 / full.resolution(),
                RunContext.silent(parallel));
        return new ExportReport.Distance("voxel of 1/" + full.resolution(), rounded(distance.rms()),
                rounded(distance.p99()), rounded(distance.max()), SAMPLES);
    }

    /** Agreement of the outline with the picture's, when the engine knows its camera and cut-out. */
    static Optional<Double> silhouette(DecodedAsset asset, Mesh solid, float[] normals, boolean doubleSided,
            Parallel parallel) {
        if (asset.camera().isEmpty() || asset.prepared().isEmpty()) return Optional.empty();
        Camera camera = asset.camera().get();
        View view = new View.InputCamera(camera.angleX(), camera.distance() * camera.meshScale(), Front.GLTF);
        float[] none = {};
        TexturedMesh mesh = new TexturedMesh(solid.positions(), normals, none, none, solid.triangles(), doubleSided);
        return SilhouetteOverlap.iou(mesh, asset.prepared().get(), view, parallel).stream().boxed()
                .map(Measurements::rounded)
                .findFirst();
    }

    private static double rounded(double value) { return Math.round(value * 1e5) / 1e5; }
}
