// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.convex.ConvexParts;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameter.Affects;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.pipeline.request.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a decoded asset to a finished model, the same way for every engine: {@link SurfaceStage closed surface},
 * decimation, unwrap, {@link TextureStage bake}. The result depends on asset and settings only, not on threads or time.
 */
public final class Exporter {
    /** Faces up to which a normal map is made when a request does not say. */
    private static final int NORMAL_MAP_FACES = 100_000;
    /** A level of detail has at least so many vertices or faces. */
    private static final int LEAST_TARGET = 200;
    private static final int LEAST_TEXTURE = 256;

    private Exporter() {}

    /**
     * Simplifies, and where a format asks for it unwraps and bakes.
     *
     * @param textured
     *            see {@link ModelWriter#textured()}
     * @throws dev.pixal3d.core.ProblemException
     *             when the asset holds no surface, or more than fits into memory
     */
    public static ExportedModel model(DecodedAsset asset, Settings settings, boolean textured, RunContext context) {
        Stopwatch watch = new Stopwatch();
        SurfaceStage.Surface surface = SurfaceStage.of(asset, settings, context.part(0, 0.15));
        watch.lap("surface");
        Mesh solid = QuadricDecimation.decimate(surface.mesh(), settings.get(Parameters.DECIMATION_TARGET),
                settings.get(Parameters.DECIMATION_UNIT), context.part(0.15, 0.55));
        watch.lap("decimate");
        ExportedModel finest = level(asset, surface, solid, settings, textured, watch, context.part(0.55, 0.85));
        List<ExportedModel> coarser = new ArrayList<>();
        Mesh last = solid;
        for (int level = 1; level <= settings.get(Parameters.LODS); level++) {
            Settings less = coarser(settings, solid, level);
            Mesh next = QuadricDecimation.decimate(last, less.get(Parameters.DECIMATION_TARGET),
                    less.get(Parameters.DECIMATION_UNIT), context.part(0.85, 0.85));
            if (2 * next.triangleCount() > last.triangleCount()) {
                context.warn("lods: %d of %d made, a coarser one would be the same (got %d faces, from %d)"
                        .formatted(level - 1, settings.get(Parameters.LODS), next.triangleCount(),
                                last.triangleCount()));
                break;
            }
            last = next;
            coarser.add(level(asset, surface, last, less, textured, new Stopwatch(),
                    context.part(0.85, 0.9)));
        }
        int bodies = settings.get(Parameters.COLLISION_BODIES);
        List<Mesh> convex = bodies == 0 ? List.of() : ConvexParts.of(solid, bodies, context.part(0.9, 0.9));
        context.at("write", 0.9);
        return finest.with(coarser, convex);
    }

    /** The settings of a level of detail: a quarter of the faces and half of the texture of the level before. */
    private static Settings coarser(Settings settings, Mesh finest, int level) {
        boolean faces = settings.get(Parameters.DECIMATION_UNIT) == QuadricDecimation.Unit.FACES;
        int count = faces ? finest.triangleCount() : finest.vertexCount();
        return settings.with(Parameters.DECIMATION_TARGET, Math.max(LEAST_TARGET, count >> 2 * level))
                .with(Parameters.TEXTURE_SIZE, Math.max(LEAST_TEXTURE, settings.get(Parameters.TEXTURE_SIZE) >> level))
                .with(Parameters.LODS, 0).with(Parameters.COLLISION_BODIES, 0);
    }

    private static ExportedModel level(DecodedAsset asset, SurfaceStage.Surface surface, Mesh solid, Settings settings,
            boolean textured, Stopwatch watch, RunContext context) {
        int textureSize = settings.get(Parameters.TEXTURE_SIZE);
        float[] normals = VertexNormals.of(solid);
        Optional<FinishedModel.Textured> look = Optional.empty();
        Optional<ExportReport.Layout> layout = Optional.empty();
        if (textured) {
            UnwrappedMesh unwrapped = Unwrap.unwrap(solid, textureSize, UnwrapOptions.forTexture(textureSize),
                    context.part(0, 0.55));
            watch.lap("unwrap");
            TextureStage.Textures textures = TextureStage.bake(asset, surface, solid, unwrapped, settings,
                    context.part(0.55, 1));
            watch.lap("bake");
            TexturedMesh mesh = unwrapped.textured(normals, textures.tangents(), surface.doubleSided());
            look = Optional.of(new FinishedModel.Textured(mesh, textures.material()));
            layout = Optional.of(Measurements.layout(unwrapped, textureSize, context.parallel()));
        }
        ExportReport.Distance distance = Measurements.distance(surface, solid, context.parallel());
        Optional<Double> iou = Measurements.silhouette(asset, solid, normals, surface.doubleSided(),
                context.parallel());
        watch.lap("report");
        byte[] colors = VertexColors.of(solid, asset.attributes(), context.parallel());
        ExportReport report = new ExportReport(asset.provenance(), json(settings), surface.findings(),
                Measurements.decimation(surface.mesh(), solid, settings), layout, distance, iou, Optional.empty(),
                Optional.empty(), watch.seconds());
        return new ExportedModel(solid, normals, colors, look, settings, report);
    }

    /** The parameters that were set and that an export to these formats has no use for. */
    public static List<Parameter<?>> unused(Settings settings, List<ModelWriter> writers) {
        List<Parameter<?>> none = new ArrayList<>();
        if (!settings.get(Parameters.REMESH)) none.add(Parameters.REMESH_MODE);
        if (!writers.contains(ModelWriters.GLB)) {
            none.addAll(List.of(Parameters.TEXTURE_FORMAT, Parameters.GEOMETRY_COMPRESSION));
        }
        if (writers.stream().noneMatch(ModelWriter::textured)) {
            none.addAll(List.of(Parameters.TEXTURE_SIZE, Parameters.NORMAL_MAP, Parameters.OCCLUSION_MAP,
                    Parameters.ALPHA_MODE));
        }
        if (writers.stream().noneMatch(ModelWriter::printed)) {
            none.addAll(List.of(Parameters.MIN_WALL, Parameters.FLAT_BASE));
        }
        // those stand on their plate
        if (writers.stream().allMatch(ModelWriter::printed)) none.add(Parameters.PIVOT);
        return settings.changed(none);
    }

    /**
     * Whether detail goes to a normal map. When the request does not say, it is made where it is worth its bytes.
     * Measured against the full surface from eight sides (procedural object at 512, 2048 textures): the mean error of
     * the shaded normals falls from 0.82 to 0.32 degrees at 20,000 faces, but only from 0.29 to 0.28 at 200,000, where
     * the file grows by a third. The limit lies between.
     */
    static boolean wantsNormalMap(Settings settings) {
        int target = settings.get(Parameters.DECIMATION_TARGET);
        boolean faces = settings.get(Parameters.DECIMATION_UNIT) == QuadricDecimation.Unit.FACES;
        return settings.find(Parameters.NORMAL_MAP)
                .orElse((faces ? target : Math.multiplyExact(2, target)) <= NORMAL_MAP_FACES);
    }

    /** Whether the surface becomes Pixal3D's own shell. */
    static boolean wantsShell(Settings settings) {
        return settings.get(Parameters.REMESH) && settings.get(Parameters.REMESH_MODE) == RemeshMode.REFERENCE;
    }

    private static Map<String, Object> json(Settings settings) {
        Settings decided = settings.with(Parameters.NORMAL_MAP, wantsNormalMap(settings));
        Map<String, Object> map = new LinkedHashMap<>();
        for (Parameter<?> parameter : Parameters.affecting(Affects.EXPORT)) put(map, parameter, decided);
        return map;
    }

    private static <T> void put(Map<String, Object> map, Parameter<T> parameter, Settings settings) {
        settings.find(parameter).ifPresent(value -> map.put(parameter.name(), parameter.json(value)));
    }
}
