// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.engine.Parameter.Choice;
import dev.pixal3d.engine.Parameter.Flag;
import dev.pixal3d.engine.Parameter.Group;
import dev.pixal3d.engine.Parameter.Picture;
import dev.pixal3d.engine.Parameter.Real;
import dev.pixal3d.engine.Parameter.Whole;
import java.util.List;
import java.util.Optional;

/**
 * The one definition of what a request may say. Names, defaults and enums are those of fal's page of
 * {@code fal-ai/pixal3d}; the parameters of {@link Group#EXTENSION} are ours. {@link RequestReader} turns JSON into a
 * {@link GenerateRequest} by it.
 */
public final class Parameters {
    /** In the order a form shows them. */
    public static final List<Parameter> ALL = List.of(
            new Picture("image_url", Group.BASIC, "The picture of the object: an http(s) URL or a data URI."),
            new Whole("seed", Group.BASIC, 0, Integer.MAX_VALUE, Optional.empty(),
                    "The same seed gives the same model. A random one is chosen when absent."),
            numbers("resolution", Group.BASIC, List.of("1024", "1536"), 1024,
                    "Voxels per axis of the decoded model; 1536 shows finer detail and needs more time and memory."),
            guidance("ss", Group.STRUCTURE, 7.5), rescale("ss", Group.STRUCTURE, 0.7), steps("ss", Group.STRUCTURE),
            timeShift("ss", Group.STRUCTURE, 5.0), guidance("shape_slat", Group.SHAPE, 7.5),
            rescale("shape_slat", Group.SHAPE, 0.5), steps("shape_slat", Group.SHAPE),
            timeShift("shape_slat", Group.SHAPE, 3.0), guidance("tex_slat", Group.TEXTURE, 1.0),
            rescale("tex_slat", Group.TEXTURE, 0.0), steps("tex_slat", Group.TEXTURE),
            timeShift("tex_slat", Group.TEXTURE, 3.0),
            new Real("mesh_scale", Group.SHAPE, 0.1, 4.0, Optional.of(1.0),
                    "Scale of the object relative to the picture when its camera is placed."),
            new Whole("max_num_tokens", Group.SHAPE, 4096, 131072, Optional.of(49152),
                    "Upper bound of structured-latent tokens; lower values need less memory."),
            new Whole("decimation_target", Group.MESH, 5000, 2000000, Optional.of(200000),
                    "Vertices of the exported mesh at most (see decimation_unit)."),
            numbers("texture_size", Group.MESH, List.of("1024", "2048", "4096"), 2048,
                    "Width and height of the textures in texels."),
            new Flag("remesh", Group.MESH, Optional.of(true),
                    "Rebuild the surface as one closed, outward-oriented hull without inner shells."),
            new Real("camera_angle_x", Group.EXTENSION, 0.05, 2.5, Optional.empty(),
                    "Horizontal field of view of the picture's camera in radians; estimated when absent."),
            words("background", List.of("auto", "keep", "remove"), "auto",
                    "Whether the background is cut away: auto keeps a picture's own transparency."),
            words("texture_format", List.of("png", "jpeg", "webp", "webp_with_fallback"), "png",
                    "Encoding of the textures; png and jpeg open everywhere, webp is the smallest, webp_with_fallback holds png too."),
            words("front", List.of("gltf", "reference"), "gltf",
                    "The axis the pictured side faces: gltf +Z as the format says, reference -Z as Pixal3D exports."),
            words("decimation_unit", List.of("vertices", "faces"), "vertices",
                    "What decimation_target counts: vertices as the schema says, faces as the reference does."),
            new Flag("normal_map", Group.EXTENSION, Optional.empty(),
                    "Bake the full-resolution surface's detail into a normal map. When absent: up to 100,000 faces (50,000 vertices), where it shows."),
            option("occlusion_map", "Bake ambient occlusion into the red of the metallic-roughness texture."),
            words("alpha_mode", List.of("opaque", "mask", "blend"), "opaque",
                    "What transparency of the surface does: nothing, holes, or glass."),
            words("geometry_compression", List.of("none", "quantize", "meshopt"), "none",
                    "Smaller geometry: quantize halves it, meshopt needs a reader that knows it."),
            words("remesh_mode", List.of("hull", "reference"), "hull",
                    "How remesh rebuilds the surface: one hull on it, or Pixal3D's shell one voxel around it."),
            words("shape_prior", List.of("auto", "learned", "inflate"), "auto",
                    "How the preview engine invents depth: learned asks its small network, inflate rounds the outline, auto is the better on average."),
            words("engine", List.of("auto", "pixal3d", "preview"), "auto",
                    "Which engine runs: auto takes pixal3d when its weights are complete, else preview."));

    private Parameters() {}

    /** The parameter of that API name. */
    public static Optional<Parameter> find(String name) {
        return ALL.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    private static Choice numbers(String name, Group group, List<String> values, int fallback, String description) {
        return new Choice(name, group, values, true, Optional.of(fallback), description);
    }

    private static Choice words(String name, List<String> values, String fallback, String description) {
        return new Choice(name, Group.EXTENSION, values, false, Optional.of(fallback), description);
    }

    private static Flag option(String name, String description) {
        return new Flag(name, Group.EXTENSION, Optional.of(false), description);
    }

    private static Real guidance(String stage, Group group, double fallback) {
        return new Real(stage + "_guidance_strength", group, 0, 10, Optional.of(fallback),
                "Classifier-free guidance strength of this stage.");
    }

    private static Real rescale(String stage, Group group, double fallback) {
        return new Real(stage + "_guidance_rescale", group, 0, 1, Optional.of(fallback),
                "How far guidance is rescaled to the conditional prediction's spread.");
    }

    private static Whole steps(String stage, Group group) {
        return new Whole(stage + "_sampling_steps", group, 1, 50, Optional.of(12), "Sampling steps of this stage.");
    }

    private static Real timeShift(String stage, Group group, double fallback) {
        return new Real(stage + "_rescale_t", group, 1, 6, Optional.of(fallback),
                "Time-step shift of this stage; higher spends more steps near the noise.");
    }
}
