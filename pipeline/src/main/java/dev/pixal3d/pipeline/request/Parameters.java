// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Pivot;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.image.Matting;
import dev.pixal3d.pipeline.request.Parameter.Affects;
import dev.pixal3d.pipeline.request.Parameter.Group;
import dev.pixal3d.pipeline.request.ParameterType.Cameras;
import dev.pixal3d.pipeline.request.ParameterType.Choice;
import dev.pixal3d.pipeline.request.ParameterType.FileUrl;
import dev.pixal3d.pipeline.request.ParameterType.FileUrls;
import dev.pixal3d.pipeline.request.ParameterType.Flag;
import dev.pixal3d.pipeline.request.ParameterType.Real;
import dev.pixal3d.pipeline.request.ParameterType.Whole;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Every request parameter, once. Names, ranges and defaults of the published ones are those of the schema of
 * {@code fal-ai/pixal3d}; the parameters of {@link Group#EXTENSION} are ours. To add one, define it here, put it into
 * {@link #ALL} and ask the request for it where it is used: reading, flags, OpenAPI, form and log follow.
 */
public final class Parameters {
    /** The engine that a request leaves to the program. */
    public static final String AUTO = "auto";

    private static final FileUrl IMAGE = new FileUrl("image", "https://example.com/dog.png",
            "Scale it down; 1024 a side is enough.");
    public static final Parameter<String> PICTURE = new Parameter<>("image_url", Group.BASIC, Affects.RUN, IMAGE,
            Optional.empty(), "The picture of the object: an http(s) URL or a data URI.");
    public static final Parameter<List<String>> PICTURES = new Parameter<>("image_urls", Group.EXTENSION, Affects.RUN,
            new FileUrls(IMAGE, 16), Optional.empty(),
            "In place of image_url, which is not read then: pictures of one object from several sides, its front "
                    + "first. The pixal3d engine takes them when its weights for several pictures are there.");
    public static final Parameter<List<ViewCamera>> CAMERAS = new Parameter<>("cameras", Group.EXTENSION, Affects.RUN,
            new Cameras(), Optional.empty(),
            "Where each of image_urls was taken from: front, right, back and left as a viewer in front has them, or "
                    + "objects with transform_matrix (camera to world) and camera_angle_x. When absent: front, right, "
                    + "back, left in this order.");
    public static final Parameter<Long> SEED = new Parameter<>("seed", Group.BASIC, Affects.RUN,
            new Whole<>(Long.MIN_VALUE, Long.MAX_VALUE, v -> v), Optional.empty(),
            "The same seed gives the same model. A random one is chosen when absent.");
    public static final Parameter<Integer> RESOLUTION = new Parameter<>("resolution", Group.BASIC, Affects.DECODING,
            Choice.of(1024, 1536), Optional.of(1024),
            "Voxels per axis of the decoded model; 1536 shows finer detail and needs more time and memory.");

    /** The sampler settings of one stage. */
    public record Sampler(Parameter<Double> guidanceStrength, Parameter<Double> guidanceRescale,
            Parameter<Integer> steps, Parameter<Double> rescaleT) {}

    public static final Sampler STRUCTURE = sampler("ss", Group.STRUCTURE, 7.5, 0.7, 5.0);
    public static final Sampler SHAPE = sampler("shape_slat", Group.SHAPE, 7.5, 0.5, 3.0);
    public static final Sampler TEXTURE = sampler("tex_slat", Group.TEXTURE, 1.0, 0.0, 3.0);

    public static final Parameter<Double> MESH_SCALE = new Parameter<>("mesh_scale", Group.SHAPE, Affects.DECODING,
            new Real(0.1, 4.0), Optional.of(1.0),
            "Scale of the object relative to the picture when its camera is placed.");
    public static final Parameter<Integer> MAX_NUM_TOKENS = new Parameter<>("max_num_tokens", Group.SHAPE,
            Affects.DECODING, new Whole<>(4096, 131072, Math::toIntExact), Optional.of(49152),
            "Upper bound of structured-latent tokens; lower values need less memory.");
    public static final Parameter<Integer> DECIMATION_TARGET = decimationTarget(5000);
    public static final Parameter<Integer> TEXTURE_SIZE = new Parameter<>("texture_size", Group.MESH, Affects.EXPORT,
            Choice.of(1024, 2048, 4096), Optional.of(2048), "Width and height of the textures in texels.");
    public static final Parameter<Boolean> REMESH = new Parameter<>("remesh", Group.MESH, Affects.EXPORT, new Flag(),
            Optional.of(true), "Rebuild the surface as one closed, outward-oriented hull without inner shells.");
    public static final Parameter<Double> CAMERA_ANGLE_X = new Parameter<>("camera_angle_x", Group.EXTENSION,
            Affects.DECODING, new Real(0.05, 2.5), Optional.empty(),
            "Horizontal field of view of the picture's camera in radians; estimated when absent.");
    public static final Parameter<Matting.Mode> BACKGROUND = new Parameter<>("background", Group.EXTENSION,
            Affects.DECODING, Choice.of(Matting.Mode.class), Optional.of(Matting.Mode.AUTO),
            "Whether the background is cut away: auto keeps a picture's own transparency.");
    public static final Parameter<TextureFormat> TEXTURE_FORMAT = export("texture_format", TextureFormat.PNG,
            "Encoding of the textures; png and jpeg open everywhere, webp is the smallest, webp_with_fallback holds "
                    + "png too.");
    public static final Parameter<Front> FRONT = export("front", Front.GLTF,
            "The axis the pictured side faces: gltf +Z as the format says, reference -Z as Pixal3D exports.");
    public static final Parameter<Pivot> PIVOT = export("pivot", Pivot.ORIGIN,
            "Where the model's origin is: origin as Pixal3D exports, center of its box, or bottom to stand on the "
                    + "floor.");
    public static final Parameter<Double> HEIGHT = new Parameter<>("height", Group.EXTENSION, Affects.EXPORT,
            new Real(0.001, 1000), Optional.empty(),
            "Height of the model in metres, in every format. When absent: about 1, and 0.1 in formats for printing.");
    public static final Parameter<Integer> LODS = new Parameter<>("lods", Group.EXTENSION, Affects.EXPORT,
            new Whole<>(0, 4, Math::toIntExact), Optional.of(0),
            "Coarser levels of detail, each with a quarter of the faces, as long as there are some to save: in a GLB "
                    + "under MSFT_lod, and as files of their own.");
    public static final Parameter<Integer> COLLISION_BODIES = new Parameter<>("collision_bodies", Group.EXTENSION,
            Affects.EXPORT, new Whole<>(0, 64, Math::toIntExact), Optional.of(0),
            "At most so many convex bodies that fill the model, for physics engines, as a GLB of their own.");
    public static final Parameter<Double> MIN_WALL = new Parameter<>("min_wall", Group.EXTENSION, Affects.EXPORT,
            new Real(0.1, 20), Optional.empty(),
            "In formats for printing (stl, 3mf): thinner walls are thickened to so many millimetres. When absent "
                    + "they are only measured.");
    public static final Parameter<Double> FLAT_BASE = new Parameter<>("flat_base", Group.EXTENSION, Affects.EXPORT,
            new Real(0, 20), Optional.of(0.0),
            "In formats for printing (stl, 3mf): so many millimetres of the underside become a flat base.");
    public static final Parameter<QuadricDecimation.Unit> DECIMATION_UNIT = export("decimation_unit",
            QuadricDecimation.Unit.VERTICES,
            "What decimation_target counts: vertices as the schema says, faces as the reference does.");
    public static final Parameter<Boolean> NORMAL_MAP = new Parameter<>("normal_map", Group.EXTENSION, Affects.EXPORT,
            new Flag(), Optional.empty(),
            "Bake the full-resolution surface's detail into a normal map. When absent: up to 100,000 faces (50,000 "
                    + "vertices), where it shows.");
    public static final Parameter<Boolean> OCCLUSION_MAP = new Parameter<>("occlusion_map", Group.EXTENSION,
            Affects.EXPORT, new Flag(), Optional.of(false),
            "Bake ambient occlusion into the red of the metallic-roughness texture.");
    public static final Parameter<AlphaMode> ALPHA_MODE = export("alpha_mode", AlphaMode.OPAQUE,
            "What transparency of the surface does: nothing, holes, or glass.");
    public static final Parameter<GeometryCompression> GEOMETRY_COMPRESSION = export("geometry_compression",
            GeometryCompression.NONE,
            "Smaller geometry: quantize halves it, meshopt needs a reader that knows it.");
    public static final Parameter<RemeshMode> REMESH_MODE = export("remesh_mode", RemeshMode.HULL,
            "How remesh rebuilds the surface: one hull on it, or Pixal3D's shell one voxel around it.");
    public static final Parameter<ShapePriorChoice> SHAPE_PRIOR = new Parameter<>("shape_prior", Group.EXTENSION,
            Affects.DECODING, Choice.of(ShapePriorChoice.class), Optional.of(ShapePriorChoice.AUTO),
            "How the preview engine invents depth: learned asks its small network, inflate rounds the outline; auto "
                    + "is learned.");
    public static final Parameter<String> OUTPUT_FORMAT = new Parameter<>("output_format", Group.EXTENSION, Affects.RUN,
            Choice.of(ModelWriters.ALL.stream().map(ModelWriter::id)), Optional.of(ModelWriters.GLB.id()),
            "The file format of the model; over HTTP, model_glb is a GLB all the same and another format stands "
                    + "beside it.");
    public static final Parameter<String> ENGINE = new Parameter<>("engine", Group.EXTENSION, Affects.RUN,
            Choice.of(engines()), Optional.of(AUTO),
            "Which engine runs: auto takes pixal3d when its weights are complete, else preview.");

    /** In the order a form shows them. */
    public static final List<Parameter<?>> ALL = List.of(PICTURE, SEED, RESOLUTION, STRUCTURE.guidanceStrength,
            STRUCTURE.guidanceRescale, STRUCTURE.steps, STRUCTURE.rescaleT, SHAPE.guidanceStrength,
            SHAPE.guidanceRescale, SHAPE.steps, SHAPE.rescaleT, TEXTURE.guidanceStrength, TEXTURE.guidanceRescale,
            TEXTURE.steps, TEXTURE.rescaleT, MESH_SCALE, MAX_NUM_TOKENS, DECIMATION_TARGET, TEXTURE_SIZE, REMESH,
            PICTURES, CAMERAS, CAMERA_ANGLE_X, BACKGROUND, TEXTURE_FORMAT, FRONT, PIVOT, HEIGHT, LODS,
            COLLISION_BODIES, MIN_WALL, FLAT_BASE, DECIMATION_UNIT, NORMAL_MAP, OCCLUSION_MAP, ALPHA_MODE,
            GEOMETRY_COMPRESSION, REMESH_MODE, SHAPE_PRIOR, OUTPUT_FORMAT, ENGINE);

    private Parameters() {}

    /** Those for one part of a run. */
    public static List<Parameter<?>> affecting(Affects part) {
        return ALL.stream().filter(p -> p.affects() == part).toList();
    }

    /**
     * {@link #DECIMATION_TARGET} with another lower bound: the export itself can go below the API's.
     *
     * @param least
     *            lowest number of vertices or faces
     */
    public static Parameter<Integer> decimationTarget(int least) {
        return new Parameter<>("decimation_target", Group.MESH, Affects.EXPORT,
                new Whole<>(least, 1_586_021, Math::toIntExact), Optional.of(200_000),
                "Vertices of the exported mesh at most (see decimation_unit).");
    }

    private static Stream<String> engines() {
        return Stream.concat(Stream.of(AUTO),
                ServiceLoader.load(EngineName.class).stream().map(p -> p.get().id()).sorted());
    }

    private static <E extends Enum<E>> Parameter<E> export(String name, E fallback, String description) {
        return new Parameter<>(name, Group.EXTENSION, Affects.EXPORT, Choice.of(fallback.getDeclaringClass()),
                Optional.of(fallback), description);
    }

    private static Sampler sampler(String stage, Group group, double strength, double rescale, double shift) {
        return new Sampler(
                new Parameter<>(stage + "_guidance_strength", group, Affects.DECODING, new Real(0, 10),
                        Optional.of(strength), "Classifier-free guidance strength of this stage."),
                new Parameter<>(stage + "_guidance_rescale", group, Affects.DECODING, new Real(0, 1),
                        Optional.of(rescale),
                        "How far guidance is rescaled to the conditional prediction's spread."),
                new Parameter<>(stage + "_sampling_steps", group, Affects.DECODING,
                        new Whole<>(1, 50, Math::toIntExact), Optional.of(12), "Sampling steps of this stage."),
                new Parameter<>(stage + "_rescale_t", group, Affects.DECODING, new Real(1, 6), Optional.of(shift),
                        "Time-step shift of this stage; higher spends more steps near the noise."));
    }
}
