// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.formats.WriteSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * From a decoded asset to a file, the same way for every engine: closed surface, decimation, unwrap, bake, GLB. The
 * bytes depend on asset and options only, not on threads or time.
 */
public final class Exporter {
    /** Share of a whole run that is over when the export begins. */
    public static final double BEGINS_AT = 0.3;

    private Exporter() {}

    /** Exports what an engine decoded for this request, as a GLB. */
    public static GenerateResult export(DecodedAsset asset, GenerateRequest request, RunContext context) {
        ExportOptions options = ExportOptions.of(request);
        ExportedModel model = model(asset, "model", options, true, context);
        ByteArrayOutputStream glb = new ByteArrayOutputStream();
        try {
            Map<String, Object> report = write(model, ModelWriters.GLB, settings(options, WriteSettings.HEIGHT), context,
                    glb);
            return new GenerateResult(glb.toByteArray(), request.seed(), report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the finished model.
     *
     * @param out
     *            stays open
     * @return the report, with what was measured on the written mesh
     */
    public static Map<String, Object> write(ExportedModel model, ModelWriter writer, WriteSettings settings,
            RunContext context, OutputStream out) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>(model.report());
        report.put("mesh", writer.write(model.model(), settings, context.parallel(), out).facts());
        return report;
    }

    /**
     * How these options write a model.
     *
     * @param height
     *            of an STL model in millimetres
     */
    public static WriteSettings settings(ExportOptions options, double height) {
        dev.pixal3d.gltf.TextureFormat format = switch (options.textureFormat()) {
            case PNG -> dev.pixal3d.gltf.TextureFormat.PNG;
            case JPEG -> dev.pixal3d.gltf.TextureFormat.JPEG;
            case WEBP -> dev.pixal3d.gltf.TextureFormat.WEBP;
            case WEBP_WITH_FALLBACK -> dev.pixal3d.gltf.TextureFormat.WEBP_WITH_FALLBACK;
        };
        dev.pixal3d.gltf.Front front = switch (options.front()) {
            case GLTF -> dev.pixal3d.gltf.Front.GLTF;
            case REFERENCE -> dev.pixal3d.gltf.Front.REFERENCE;
        };
        GeometryCompression compression = switch (options.finish().compression()) {
            case NONE -> GeometryCompression.NONE;
            case QUANTIZE -> GeometryCompression.QUANTIZE;
            case MESHOPT -> GeometryCompression.MESHOPT;
        };
        return new WriteSettings(format, compression, front, height);
    }

    /**
     * Simplifies, and where the format asks for it unwraps and bakes.
     *
     * @param name
     *            of the model
     * @param textured
     *            see {@link ModelWriter#textured()}
     * @throws EngineException
     *             when the asset holds no surface
     */
    public static ExportedModel model(DecodedAsset asset, String name, ExportOptions options, boolean textured,
            RunContext context) {
        Stopwatch watch = new Stopwatch();
        SurfaceStage.Surface surface = SurfaceStage.of(asset, options, context.part(0, 0.15));
        watch.lap("surface");
        Mesh solid = decimated(surface.mesh(), options, context.part(0.15, 0.55));
        watch.lap("decimate");
        float[] normals = VertexNormals.of(solid);
        Map<String, Object> extras = new LinkedHashMap<>(asset.provenance());
        extras.put("export", parameters(options));
        extras.put("surface", surface.findings());
        extras.put("decimation", ExportReport.decimation(surface.mesh(), solid, options));
        Optional<FinishedModel.Textured> look = Optional.empty();
        if (textured) {
            UnwrappedMesh unwrapped = Unwrap.unwrap(solid, options.textureSize(),
                    UnwrapOptions.forTexture(options.textureSize()),
                    context.part(0.55, 0.75));
            watch.lap("unwrap");
            TextureStage.Textures textures = TextureStage.bake(asset, surface, solid, unwrapped, options,
                    context.part(0.75, 0.9));
            watch.lap("bake");
            TexturedMesh mesh = unwrapped.textured(normals, textures.tangents(), surface.doubleSided());
            look = Optional.of(new FinishedModel.Textured(mesh, textures.material()));
            extras.put("uv", ExportReport.layout(unwrapped, options.textureSize(), context.parallel()));
        }
        extras.put("surface_distance", ExportReport.distance(surface, solid, context.parallel()));
        ExportReport.silhouette(asset, solid, surface.doubleSided(), context.parallel())
                .ifPresent(iou -> extras.put("silhouette_iou", iou));
        watch.lap("report");
        context.at("write", 0.9);
        byte[] colors = VertexColors.of(solid, asset.attributes(), context.parallel());
        Map<String, Object> report = new LinkedHashMap<>(extras);
        report.put("seconds_by_step", watch.seconds());
        return new ExportedModel(new FinishedModel(name, solid, normals, colors, look, extras), report);
    }

    private static Mesh decimated(Mesh mesh, ExportOptions options, RunContext context) {
        QuadricDecimation.Unit unit = switch (options.decimationUnit()) {
            case VERTICES -> QuadricDecimation.Unit.VERTICES;
            case FACES -> QuadricDecimation.Unit.FACES;
        };
        return QuadricDecimation.decimate(mesh, options.decimationTarget(), unit, context);
    }

    private static Map<String, Object> parameters(ExportOptions options) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("decimation_target", options.decimationTarget());
        map.put("decimation_unit", word(options.decimationUnit()));
        map.put("texture_size", options.textureSize());
        map.put("texture_format", word(options.textureFormat()));
        map.put("remesh", options.remesh());
        map.put("front", word(options.front()));
        map.put("normal_map", options.finish().normalMap());
        map.put("occlusion_map", options.finish().occlusionMap());
        map.put("alpha_mode", word(options.finish().alphaMode()));
        map.put("geometry_compression", word(options.finish().compression()));
        map.put("remesh_mode", word(options.finish().remeshMode()));
        return map;
    }

    private static String word(Enum<?> value) { return value.name().toLowerCase(Locale.ROOT); }
}
