// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.SurfaceStage;
import dev.pixal3d.pipeline.export.TextureStage;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.pipeline.request.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The steps of {@link Exporter#model} one by one, so that those which do not depend on a setting run once for all of
 * its values. Each step's cost is kept: wall time, processor time of the whole process (compiler and garbage collector
 * included) and peak resident memory, where the system tells it.
 */
final class ExportSteps {
    /**
     * What a step took.
     *
     * @param peakMegabytes
     *            resident at most since the step began; of use in a fresh process only, for a heap does not shrink
     */
    record Cost(String step, double wall, double cpu, Optional<Double> peakMegabytes) {}

    /** A surface that was simplified. */
    record Simplified(SurfaceStage.Surface full, Mesh solid) {}

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
            .getOperatingSystemMXBean();

    private final DecodedAsset asset;
    private final RunContext context;
    private final List<Cost> costs = new ArrayList<>();

    ExportSteps(OVoxel voxels, Parallel parallel) {
        this.asset = new DecodedAsset(() -> voxels, Optional.empty(), new VoxelAttributes(voxels), Optional.empty(),
                Optional.empty(), Map.of());
        this.context = RunContext.silent(parallel);
    }

    /** The settings of a measurement; everything not named is the default of a request. */
    static Settings options(int faces, int textureSize, boolean normalMap, RemeshMode mode) {
        return Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, faces)
                .with(Parameters.DECIMATION_UNIT, QuadricDecimation.Unit.FACES)
                .with(Parameters.TEXTURE_SIZE, textureSize).with(Parameters.NORMAL_MAP, normalMap)
                .with(Parameters.REMESH_MODE, mode);
    }

    DecodedAsset asset() { return asset; }

    Parallel parallel() { return context.parallel(); }

    /** The costs since the last call, in order. */
    List<Cost> takeCosts() {
        List<Cost> taken = List.copyOf(costs);
        costs.clear();
        return taken;
    }

    SurfaceStage.Surface surface(Settings options) {
        return timed("surface", () -> SurfaceStage.of(asset, options, context));
    }

    Simplified decimate(SurfaceStage.Surface full, Settings options) {
        return timed("decimate",
                () -> new Simplified(full,
                        QuadricDecimation.decimate(full.mesh(), options.get(Parameters.DECIMATION_TARGET),
                                QuadricDecimation.Unit.FACES, RunContext.silent(context.parallel()))));
    }

    UnwrappedMesh unwrap(Simplified mesh, Settings options) {
        return timed("unwrap", () -> Unwrap.unwrap(mesh.solid, options.get(Parameters.TEXTURE_SIZE),
                UnwrapOptions.forTexture(options.get(Parameters.TEXTURE_SIZE)), RunContext.silent(context.parallel())));
    }

    ExportedModel bake(Simplified mesh, UnwrappedMesh unwrapped, Settings options) {
        return timed("bake", () -> {
            TextureStage.Textures textures = TextureStage.bake(asset, mesh.full, mesh.solid, unwrapped, options,
                    context);
            float[] normals = VertexNormals.of(mesh.solid);
            TexturedMesh textured = unwrapped.textured(normals, textures.tangents(), false);
            ExportReport unmeasured = new ExportReport(Map.of(), Map.of(), mesh.full.findings(),
                    new ExportReport.Decimation(0, 0, ""), Optional.empty(),
                    new ExportReport.Distance("", 0, 0, 0, 0), Optional.empty(), Optional.empty(), Optional.empty(),
                    Map.of());
            return new ExportedModel(mesh.solid, normals, new byte[0],
                    Optional.of(new FinishedModel.Textured(textured, textures.material())), options, unmeasured);
        });
    }

    byte[] write(ExportedModel model) {
        return timed("write", () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                model.write(ModelWriters.GLB, "model", context.parallel(), out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        });
    }

    <T> T timed(String step, Supplier<T> work) {
        ResidentMemory.reset();
        long wall = System.nanoTime(), cpu = SYSTEM.getProcessCpuTime();
        T result = work.get();
        costs.add(new Cost(step, (System.nanoTime() - wall) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
                ResidentMemory.peakMegabytes()));
        return result;
    }
}
