// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.SurfaceStage;
import dev.pixal3d.geometry.bake.UvReport;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.SurfaceDistance;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.GltfValidator;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.pipeline.request.Settings;
import java.util.List;

/**
 * How good exported files are: counts of the mesh, measures of the layout, distance to the full-resolution surface, and
 * the finished file drawn from eight sides against the surface coloured by its voxels ({@link Fidelity}).
 */
final class ExportQuality {
    private static final int SAMPLES = 300_000;
    private static final int VIEW = 768;
    /** The texture size at which the normal map is tried too. */
    private static final int USUAL_TEXTURE = 2048;

    private final MarkdownTable meshes;
    private final MarkdownTable looks;

    ExportQuality(MarkdownTable meshes, MarkdownTable looks) {
        this.meshes = meshes;
        this.looks = looks;
    }

    /** Measures one volume at all targets and texture sizes. */
    void measure(String name, ExportSteps steps, int resolution, List<Integer> targets, List<Integer> textures) {
        SurfaceStage.Surface full = steps.surface(ExportSteps.options(1, USUAL_TEXTURE, false, RemeshMode.HULL));
        Fidelity fidelity = new Fidelity(full.mesh(), steps.asset().attributes(), VIEW, steps.parallel());
        for (int target : targets) {
            ExportSteps.Simplified mesh = steps.decimate(full, ExportSteps.options(target, USUAL_TEXTURE, false,
                    RemeshMode.HULL));
            MeshReport report = MeshReport.of(mesh.solid());
            SurfaceDistance distance = SurfaceDistance.between(full.mesh(), mesh.solid(), SAMPLES, 1.0 / resolution,
                    RunContext.silent(steps.parallel()));
            for (int texture : textures) {
                UnwrappedMesh unwrapped = steps.unwrap(mesh, ExportSteps.options(target, texture, false,
                        RemeshMode.HULL));
                UvReport uv = UvReport.of(unwrapped, texture, steps.parallel());
                meshes.add(new MarkdownTable.Row().with("object", name).with("target", target).with("texture", texture)
                        .with("faces", report.faces()).with("parts", report.components())
                        .with("open", report.boundaryEdges()).with("non-manifold", report.nonManifoldEdges())
                        .with("inconsistent", report.inconsistentEdges()).with("RMS", distance.rms())
                        .with("p99", distance.p99()).with("max", distance.max()).with("charts", uv.charts())
                        .with("atlas use", uv.atlasUse()).with("density spread", uv.densitySpread())
                        .with("overlap", uv.overlap()).with("flips", uv.flips()));
                for (boolean normalMap : texture == USUAL_TEXTURE ? new boolean[]{false, true} : new boolean[1]) {
                    look(name, steps, fidelity, mesh, unwrapped, ExportSteps.options(target, texture, normalMap,
                            RemeshMode.HULL));
                }
            }
        }
    }

    private void look(String name, ExportSteps steps, Fidelity fidelity, ExportSteps.Simplified mesh,
            UnwrappedMesh unwrapped, Settings options) {
        steps.takeCosts();
        ExportedModel model = steps.bake(mesh, unwrapped, options);
        byte[] glb = steps.write(model);
        double wall = steps.takeCosts().stream().mapToDouble(ExportSteps.Cost::cpu).sum();
        Fidelity.Result seen = fidelity.of(GlbReader.read(glb));
        looks.add(new MarkdownTable.Row().with("object", name).with("faces", options.get(Parameters.DECIMATION_TARGET))
                .with("texture", options.get(Parameters.TEXTURE_SIZE))
                .with("normal map", options.get(Parameters.NORMAL_MAP) ? "on" : "off")
                .with("colour PSNR dB", seen.colorPsnr()).with("SSIM", seen.ssim())
                .with("normal mean deg", seen.normalMean()).with("normal RMS deg", seen.normalRms())
                .with("normal PSNR dB", seen.normalPsnr()).with("silhouette", seen.silhouette())
                .with("bake+write CPU s", wall).with("MB", glb.length / 1e6)
                .with("validator", GltfValidator.validate(glb).size()));
    }
}
