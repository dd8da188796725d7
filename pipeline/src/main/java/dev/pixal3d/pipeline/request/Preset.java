// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.formats.ModelWriters;
import java.util.List;

/**
 * Settings under a name, for a purpose. What a preset does not set keeps its default.
 *
 * @param id
 *            lower case
 * @param description
 *            one sentence: for what, and at which price
 */
public record Preset(String id, String title, String description, Settings settings) {
    /** In the order a form shows them. */
    public static final List<Preset> ALL = List.of(
            new Preset("web", "Web", "Small file that opens in every browser.",
                    Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 40_000).with(Parameters.TEXTURE_SIZE, 1024)
                            .with(Parameters.TEXTURE_FORMAT, TextureFormat.JPEG)
                            .with(Parameters.GEOMETRY_COMPRESSION, GeometryCompression.QUANTIZE)),
            new Preset("game", "Game", "Few vertices; detail and shade are in the textures.",
                    Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 10_000).with(Parameters.NORMAL_MAP, true)
                            .with(Parameters.OCCLUSION_MAP, true)),
            new Preset("print", "Print", "One closed surface with all of its detail, as STL beside the GLB.",
                    Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 500_000).with(Parameters.TEXTURE_SIZE, 1024)
                            .with(Parameters.OUTPUT_FORMAT, ModelWriters.of("stl").orElseThrow().id())),
            new Preset("best", "Best", "The finest there is; takes several times as long.",
                    Settings.DEFAULTS.with(Parameters.RESOLUTION, 1536).with(Parameters.DECIMATION_TARGET, 800_000)
                            .with(Parameters.TEXTURE_SIZE, 4096)));
}
