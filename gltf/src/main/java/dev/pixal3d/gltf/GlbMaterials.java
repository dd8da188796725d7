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

/** Reads materials with the textures they use; each texture is decoded once. */
final class GlbMaterials {
    /** Six textures of 4096 by 4096; as many pixels take 400 MB. */
    private static final long MAX_PIXELS = 6L << 24;
    private static final int MAX_SIDE = 16384;
    private static final int CLAMP_TO_EDGE = 33071;

    private final BufferViews views;
    private final List<JsonPath> textures, images, samplers, materials;
    private final Map<Integer, GlbTexture> decoded = new TreeMap<>();
    private final Map<Integer, RgbaImage> pictures = new HashMap<>();
    private final List<GlbMaterial> list = new ArrayList<>();
    private long room = MAX_PIXELS;

    GlbMaterials(JsonPath root, BufferViews views) {
        this.views = views;
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

    Collection<GlbTexture> textures() { return List.copyOf(decoded.values()); }

    private GlbMaterial material(JsonPath json) {
        Optional<JsonPath> pbr = json.optionalObject("pbrMetallicRoughness");
        Optional<JsonPath> normal = json.optionalObject("normalTexture"), occlusion = json.optionalObject(
                "occlusionTexture");
        AlphaMode mode = switch (json.text("alphaMode", "OPAQUE")) {
            case "OPAQUE" -> AlphaMode.OPAQUE;
            case "MASK" -> AlphaMode.MASK;
            case "BLEND" -> AlphaMode.BLEND;
            default -> throw json.wrong("alphaMode", "unknown", json.text("alphaMode", ""), "OPAQUE, MASK or BLEND");
        };
        return new GlbMaterial(json.text("name", ""), pbr.map(p -> p.numbers("baseColorFactor", 1, 1, 1, 1)).orElse(
                new float[]{1, 1, 1, 1}), factor(pbr, "metallicFactor"), factor(pbr, "roughnessFactor"),
                pbr.flatMap(
                        p -> p.optionalObject("baseColorTexture")).map(this::texture),
                pbr.flatMap(p -> p
                        .optionalObject("metallicRoughnessTexture")).map(this::texture),
                normal.map(
                        this::texture),
                normal.map(n -> n.number("scale", 1)).orElse(1f), occlusion.map(
                        this::texture),
                occlusion.map(o -> o.number("strength", 1)).orElse(1f),
                mode, json.number("alphaCutoff", 0.5), json.flag("doubleSided"));
    }

    private static float factor(Optional<JsonPath> pbr, String key) {
        return pbr.map(p -> p.number(key, 1)).orElse(1f);
    }

    private GlbTexture texture(JsonPath info) {
        if (info.integer("texCoord", 0, 16, 0) != 0) {
            throw info.wrong("texCoord", "not supported", String.valueOf(info.integer("texCoord", 0, 16)), "0");
        }
        int index = info.index("index", textures).orElseThrow(() -> info.wrong("index", "missing", "nothing",
                "an index"));
        GlbTexture known = decoded.get(index);
        if (known != null) return known;
        GlbTexture read = read(textures.get(index));
        decoded.put(index, read);
        return read;
    }

    private GlbTexture read(JsonPath texture) {
        JsonPath from = texture.optionalObject("extensions").flatMap(e -> e.optionalObject("EXT_texture_webp")).orElse(
                texture);
        int index = from.index("source", images).orElseThrow(() -> from.wrong("source",
                "no picture in a format that is read", "nothing", "PNG, JPEG or WebP"));
        JsonPath image = images.get(index);
        byte[] data = bytes(image);
        RgbaImage picture = pictures.get(index);
        if (picture == null) {
            picture = decode(data, image.path());
            room -= (long) picture.width() * picture.height();
            pictures.put(index, picture);
        }
        Optional<JsonPath> sampler = texture.index("sampler", samplers).map(samplers::get);
        return new GlbTexture(picture, ImageFormat.sniff(data).map(ImageFormat::mediaType).orElse(""), data.length,
                repeats(sampler, "wrapS"), repeats(sampler, "wrapT"));
    }

    private RgbaImage decode(byte[] data, String where) {
        try {
            return ImageDecoder.decode(data, new ImageLimits(data.length, MAX_SIDE, room));
        } catch (ProblemException e) {
            throw Problem.unusable("%s: %s".formatted(where, e.getMessage())).exception();
        }
    }

    private byte[] bytes(JsonPath image) {
        Optional<Integer> view = image.index("bufferView", views.list());
        if (view.isEmpty()) {
            return BufferViews.dataUri(image.text("uri", "")).orElseThrow(() -> Problem.unusable(
                    "%s: the picture lies outside the GLB. Export with everything embedded.".formatted(image.path())).exception());
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
