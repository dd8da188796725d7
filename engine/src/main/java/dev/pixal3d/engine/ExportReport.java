// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.GenerateRequest.DecimationUnit;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.SurfaceDistance;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.geometry.bake.UvReport;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.render.Silhouette;
import dev.pixal3d.gltf.render.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is measured on every export, as JSON values: the same for the same request. */
final class ExportReport {
    /** Points on each of the surfaces compared: RMS and p99 within 1 % of those of 300,000. */
    private static final int SAMPLES = 50_000;

    private ExportReport() {}

    /** Where decimation began and whether it met its target. */
    static Map<String, Object> decimation(Mesh full, Mesh solid, ExportOptions options) {
        boolean faces = options.decimationUnit() == DecimationUnit.FACES;
        int target = options.decimationTarget();
        int before = faces ? full.triangleCount() : full.vertexCount();
        int after = faces ? solid.triangleCount() : solid.vertexCount();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("full_vertices", full.vertexCount());
        map.put("full_faces", full.triangleCount());
        map.put("outcome", before < target
                ? "the surface has fewer than the target"
                : after > target
                        ? "the topology allows no fewer"
                        : after == target ? "exact" : "one below an odd target");
        return map;
    }

    static Map<String, Object> layout(UnwrappedMesh unwrapped, int textureSize, Parallel parallel) {
        UvReport report = UvReport.of(unwrapped, textureSize, parallel);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("charts", report.charts());
        map.put("atlas_use", rounded(report.atlasUse()));
        map.put("overlap", rounded(report.overlap()));
        map.put("density_spread", rounded(report.densitySpread()));
        map.put("padding", unwrapped.stats().padding());
        map.put("timed_out", unwrapped.stats().timedOut());
        return map;
    }

    /** How far decimation moved the surface, both ways together, in voxels. */
    static Map<String, Object> distance(SurfaceStage.Surface full, Mesh solid, Parallel parallel) {
        SurfaceDistance distance = SurfaceDistance.between(full.mesh(), solid, SAMPLES, 1.0 / full.resolution(),
                RunContext.silent(parallel));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("unit", "voxel of 1/" + full.resolution());
        map.put("rms", rounded(distance.rms()));
        map.put("p99", rounded(distance.p99()));
        map.put("max", rounded(distance.max()));
        map.put("samples_each_way", SAMPLES);
        return map;
    }

    /** Agreement of the outline with the picture's, when the engine knows its camera and cut-out. */
    static Optional<Double> silhouette(DecodedAsset asset, Mesh solid, boolean doubleSided, Parallel parallel) {
        if (asset.camera().isEmpty() || asset.prepared().isEmpty()) return Optional.empty();
        Camera camera = asset.camera().get();
        View view = new View.InputCamera(camera.angleX(), camera.distance() * camera.meshScale(), Front.GLTF);
        float[] none = {};
        TexturedMesh mesh = new TexturedMesh(solid.positions(), VertexNormals.of(solid), none, none, solid.triangles(),
                doubleSided);
        return Silhouette.iou(mesh, asset.prepared().get(), view, parallel).stream().boxed().map(ExportReport::rounded)
                .findFirst();
    }

    private static double rounded(double value) { return Math.round(value * 1e5) / 1e5; }
}
