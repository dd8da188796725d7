// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.ImageFormat;
import dev.pixal3d.image.ImageLimits;
import dev.pixal3d.image.RgbaImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads materials with the textures they use; each texture is decoded once. */
final class GlbMaterials {
    /** Six textures of 4096 by 4096; as many pixels take 400 MB. */
    private static final long MAX_PIXELS = 6L << 24;
    private static final int MAX_SIDE = 16384;
    /**
     * A picture may have so many pixels whatever its size, and so many more for each of its bytes: 58 bytes of WebP can
     * claim 42 million pixels and take seconds. Deflate packs the plainest of pictures to 250 pixels a byte.
     */
    private static final long TRUSTED_PIXELS = 1 << 24, PIXELS_PER_BYTE = 256;
    private static final int CLAMP_TO_EDGE = 33071;

    private final BufferViews views;
    private final List<JsonPath> textures, images, samplers, materials;
    private final Map<Integer, GlbTexture> decoded = new TreeMap<>();
    private final Map<Integer, RgbaImage> pictures = new HashMap<>();
    private final List<GlbMaterial> list = new ArrayList<>();
    private final List<UvMapping> mappings = new ArrayList<>();
    private final List<String> notes;
    private long room = MAX_PIXELS;

    /**
     * @param notes
     *            receives what is left out
     */
    GlbMaterials(JsonPath root, BufferViews views, List<String> notes) {
        this.views = views;
        this.notes = notes;
        textures = root.objects("textures");
        images = root.objects("images");
        samplers = root.objects("samplers");
        materials = root.objects("materials");
        for (JsonPath material : materials) list.add(material(material));
    }

    /** The material that a primitive names, or the default one. */
    GlbMaterial of(JsonPath primitive) {
        return primitive.index("material", list).map(list::get).orElse(GlbMaterial.DEFAULT);
    }

    /** How that material's textures take their coordinates. */
    UvMapping mapping(JsonPath primitive) {
        return primitive.index("material", mappings).map(mappings::get).orElse(UvMapping.DEFAULT);
    }

    Collection<GlbTexture> textures() { return List.copyOf(decoded.values()); }

    private GlbMaterial material(JsonPath json) {
        Optional<JsonPath> pbr = json.optionalObject("pbrMetallicRoughness");
        Optional<JsonPath> normal = json.optionalObject("normalTexture"), occlusion = json.optionalObject(
                "occlusionTexture");
        Optional<JsonPath> base = pbr.flatMap(p -> p.optionalObject("baseColorTexture"));
        Optional<JsonPath> data = pbr.flatMap(p -> p.optionalObject("metallicRoughnessTexture"));
        AlphaMode mode = switch (json.text("alphaMode", "OPAQUE")) {
            case "OPAQUE" -> AlphaMode.OPAQUE;
            case "MASK" -> AlphaMode.MASK;
            case "BLEND" -> AlphaMode.BLEND;
            default -> throw json.wrong("alphaMode", "unknown", json.text("alphaMode", ""), "OPAQUE, MASK or BLEND");
        };
        // a mesh has one set of coordinates here: that of the first texture
        UvMapping mapping = Stream.of(base, data, normal, occlusion).flatMap(Optional::stream).findFirst().map(
                UvMapping::of).orElse(UvMapping.DEFAULT);
        mappings.add(mapping);
        return new GlbMaterial(json.text("name", ""), pbr.map(p -> p.numbers("baseColorFactor", 1, 1, 1, 1)).orElse(
                new float[]{1, 1, 1, 1}), factor(pbr, "metallicFactor"), factor(pbr, "roughnessFactor"),
                texture(base, mapping), texture(data, mapping), texture(normal, mapping),
                normal.map(n -> n.number("scale", 1)).orElse(1f), texture(occlusion, mapping),
                occlusion.map(o -> o.number("strength", 1)).orElse(1f), mode, json.number("alphaCutoff", 0.5),
                json.flag("doubleSided"));
    }

    private static float factor(Optional<JsonPath> pbr, String key) {
        return pbr.map(p -> p.number(key, 1)).orElse(1f);
    }

    private Optional<GlbTexture> texture(Optional<JsonPath> info, UvMapping mapping) {
        if (info.isEmpty()) return Optional.empty();
        JsonPath json = info.get();
        if (!UvMapping.of(json).equals(mapping)) {
            notes.add(json.path() + ": takes other texture coordinates than the material's first texture, left out");
            return Optional.empty();
        }
        int index = json.index("index", textures).orElseThrow(() -> json.wrong("index", "missing", "nothing",
                "an index"));
        if (!decoded.containsKey(index)) read(textures.get(index)).ifPresent(t -> decoded.put(index, t));
        return Optional.ofNullable(decoded.get(index));
    }

    /** The texture; empty where it has pictures only in formats that are not read. */
    private Optional<GlbTexture> read(JsonPath texture) {
        Optional<JsonPath> extensions = texture.optionalObject("extensions");
        JsonPath from = extensions.flatMap(e -> e.optionalObject("EXT_texture_webp")).orElse(texture);
        Optional<Integer> index = from.index("source", images);
        if (index.isEmpty()) {
            notes.add("%s: no picture in a format that is read (%s), left out".formatted(texture.path(), extensions
                    .map(e -> String.join(", ", e.node().propertyNames())).orElse("no source")));
            return Optional.empty();
        }
        JsonPath image = images.get(index.get());
        byte[] data = bytes(image);
        Optional<ImageFormat> format = ImageFormat.sniff(data);
        if (format.isEmpty()) {
            notes.add("%s: a picture in a format that is not read (%s), left out".formatted(image.path(), image.text(
                    "mimeType", "unknown")));
            return Optional.empty();
        }
        RgbaImage picture = pictures.get(index.get());
        if (picture == null) {
            picture = decode(data, image.path());
            room -= (long) picture.width() * picture.height();
            pictures.put(index.get(), picture);
        }
        Optional<JsonPath> sampler = texture.index("sampler", samplers).map(samplers::get);
        return Optional.of(new GlbTexture(picture, format.get().mediaType(), data.length, repeats(sampler, "wrapS"),
                repeats(sampler, "wrapT")));
    }

    private RgbaImage decode(byte[] data, String where) {
        long trusted = TRUSTED_PIXELS + PIXELS_PER_BYTE * data.length;
        long pixels = Math.min(room, trusted);
        try {
            return ImageDecoder.decode(data, new ImageLimits(data.length, MAX_SIDE, pixels, Math.toIntExact(pixels)));
        } catch (ProblemException e) {
            throw Problem.unusable("%s: %s".formatted(where, e.getMessage())).exception();
        }
    }

    private byte[] bytes(JsonPath image) {
        Optional<Integer> view = image.index("bufferView", views.list());
        if (view.isEmpty()) {
            return BufferViews.dataUri(image.text("uri", "")).orElseThrow(() -> Problem.unusable(
                    "%s: the picture lies outside the GLB. Export with everything embedded.".formatted(image.path()))
                    .exception());
        }
        ByteBuffer slice = views.bytes(view.get());
        byte[] data = new byte[slice.limit()];
        slice.get(0, data);
        return data;
    }

    private static boolean repeats(Optional<JsonPath> sampler, String key) {
        return sampler.map(s -> s.integer(key, 0, 65535, 10497)).orElse(10497) != CLAMP_TO_EDGE;
    }
}
