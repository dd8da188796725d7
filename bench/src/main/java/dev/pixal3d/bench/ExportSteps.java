// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.ExportOptions;
import dev.pixal3d.engine.ExportedModel;
import dev.pixal3d.engine.Exporter;
import dev.pixal3d.engine.GenerateRequest.AlphaMode;
import dev.pixal3d.engine.GenerateRequest.Compression;
import dev.pixal3d.engine.GenerateRequest.DecimationUnit;
import dev.pixal3d.engine.GenerateRequest.Finish;
import dev.pixal3d.engine.GenerateRequest.Front;
import dev.pixal3d.engine.GenerateRequest.RemeshMode;
import dev.pixal3d.engine.GenerateRequest.TextureFormat;
import dev.pixal3d.engine.SurfaceStage;
import dev.pixal3d.engine.TextureStage;
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
import dev.pixal3d.gltf.formats.WriteSettings;
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
 * The steps of {@link Exporter#model} one by one, so that those which do not depend on a setting run once for all of its
 * values. Each step's cost is kept: wall time, processor time of the whole process (compiler and garbage collector
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
    static ExportOptions options(int faces, int textureSize, boolean normalMap, RemeshMode mode) {
        return new ExportOptions(faces, DecimationUnit.FACES, textureSize, true, TextureFormat.PNG, Front.GLTF,
                new Finish(normalMap, false, AlphaMode.OPAQUE, Compression.NONE, mode));
    }

    DecodedAsset asset() { return asset; }

    Parallel parallel() { return context.parallel(); }

    /** The costs since the last call, in order. */
    List<Cost> takeCosts() {
        List<Cost> taken = List.copyOf(costs);
        costs.clear();
        return taken;
    }

    SurfaceStage.Surface surface(ExportOptions options) {
        return timed("surface", () -> SurfaceStage.of(asset, options, context));
    }

    Simplified decimate(SurfaceStage.Surface full, ExportOptions options) {
        return timed("decimate", () -> new Simplified(full, QuadricDecimation.decimate(full.mesh(), options
                .decimationTarget(), QuadricDecimation.Unit.FACES, RunContext.silent(context.parallel()))));
    }

    UnwrappedMesh unwrap(Simplified mesh, ExportOptions options) {
        return timed("unwrap", () -> Unwrap.unwrap(mesh.solid, options.textureSize(), UnwrapOptions.forTexture(options
                .textureSize()), RunContext.silent(context.parallel())));
    }

    ExportedModel bake(Simplified mesh, UnwrappedMesh unwrapped, ExportOptions options) {
        return timed("bake", () -> {
            TextureStage.Textures textures = TextureStage.bake(asset, mesh.full, mesh.solid, unwrapped, options,
                    context);
            float[] normals = VertexNormals.of(mesh.solid);
            TexturedMesh textured = unwrapped.textured(normals, textures.tangents(), false);
            return new ExportedModel(new FinishedModel("model", mesh.solid, normals, new byte[0],
                    Optional.of(new FinishedModel.Textured(textured, textures.material())), Map.of()), Map.of());
        });
    }

    byte[] write(ExportedModel model, ExportOptions options) {
        return timed("write", () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                Exporter.write(model, ModelWriters.GLB, Exporter.settings(options, WriteSettings.HEIGHT), context, out);
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
