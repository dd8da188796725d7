// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static dev.pixal3d.gltf.GlbContainer.ARRAY_BUFFER;
import static dev.pixal3d.gltf.GlbContainer.ELEMENT_ARRAY_BUFFER;
import static dev.pixal3d.gltf.GlbContainer.object;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Writes textured meshes as one binary glTF 2.0 file. The same input gives the same bytes. Thread-safe.
 *
 * <p>
 * Each attribute has a buffer view of its own (aligned to four bytes, with its target), indices have 16 bits where they
 * fit, the bounds of POSITION are those of the numbers stored. Textures do not repeat and are mip-mapped.
 */
public final class GlbWriter {
    private static final int LINEAR = 9729, LINEAR_MIPMAP_LINEAR = 9987, CLAMP_TO_EDGE = 33071;

    /** Share of the screen's height below which the first coarser level is drawn. */
    private static final double FIRST_SWITCH = 0.5;
    private static final int LEAST_UV_BITS = 11;
    /** What the textures show, in their order. */
    private static final List<String> ROLES = List.of("base_color", "metallic_roughness", "normal");
    private static final double JPEG_QUALITY = 0.92;
    private static final OptionalDouble WEBP_QUALITY = OptionalDouble.of(0.9);

    private final GlbContainer glb = new GlbContainer();
    private final TextureFormat textureFormat;
    private final GeometryCompression compression;
    private final Parallel parallel;

    private GlbWriter(TextureFormat textureFormat, GeometryCompression compression, Parallel parallel) {
        this.textureFormat = textureFormat;
        this.compression = compression;
        this.parallel = parallel;
    }

    /**
     * A level of detail: primitives of one mesh that share the textures.
     *
     * @param name
     *            of node, mesh and material; the pictures' names begin with it
     */
    public record Level(String name, List<TexturedMesh> meshes, Material material) {}

    /**
     * Encodes a model. Only its finest level is in the scene; the others hang on its node under {@code MSFT_lod}, which
     * readers that do not know it leave alone.
     *
     * @param levels
     *            the finest first, at least one
     * @throws ProblemException
     *             when a mesh is empty, has arrays of wrong length, indices out of range or numbers that are not
     *             finite, or a normal map without tangents
     */
    public static GlbFile encode(List<Level> levels, TextureFormat textureFormat, GeometryCompression compression,
            Parallel parallel) {
        GlbWriter writer = new GlbWriter(textureFormat, compression, parallel);
        writer.glb.add("samplers", object("magFilter", LINEAR, "minFilter", LINEAR_MIPMAP_LINEAR, "wrapS",
                CLAMP_TO_EDGE, "wrapT", CLAMP_TO_EDGE));
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (Level level : levels) nodes.add(writer.node(checked(level, compression)));
        if (nodes.size() > 1) writer.chain(nodes);
        for (Map<String, Object> node : nodes) writer.glb.add("nodes", node);
        writer.glb.add("scenes", object("nodes", List.of(0)));
        return new GlbFile(writer.glb);
    }

    private static Level checked(Level level, GeometryCompression compression) {
        if (level.meshes().isEmpty()) {
            throw Problem.unusable("glb: no mesh to write (got 0 meshes, allowed 1 and more).").exception();
        }
        List<TexturedMesh> checked = new ArrayList<>();
        for (TexturedMesh mesh : level.meshes()) {
            checked.add(PreparedMesh.of(mesh, level.material().normal().isPresent(), compression));
        }
        return new Level(level.name(), checked, level.material());
    }

    /** Makes the nodes a chain of levels; each takes over when the model is half as high on the screen as before. */
    private void chain(List<Map<String, Object>> nodes) {
        List<Integer> ids = new ArrayList<>();
        List<Double> coverage = new ArrayList<>();
        for (int i = 1; i < nodes.size(); i++) ids.add(i);
        for (int i = 0; i < nodes.size(); i++) coverage.add(i == nodes.size() - 1 ? 0 : FIRST_SWITCH / (1 << i));
        glb.use("MSFT_lod", false);
        Map<String, Object> finest = nodes.getFirst();
        finest.put("extensions", object("MSFT_lod", object("ids", ids)));
        finest.put("extras", object("MSFT_screencoverage", coverage));
    }

    private Map<String, Object> node(Level level) {
        List<TexturedMesh> meshes = level.meshes();
        Material material = level.material();
        Quantization grid = Quantization.of(meshes);
        List<Map<String, Object>> primitives = new ArrayList<>();
        Map<String, Object> surface = surface(level.name(), material);
        Integer single = null, twice = null;
        for (TexturedMesh mesh : meshes) {
            Integer index = mesh.doubleSided() ? twice : single;
            if (index == null) {
                Map<String, Object> sided = object();
                sided.putAll(surface);
                sided.put("doubleSided", mesh.doubleSided());
                index = glb.add("materials", sided);
                if (mesh.doubleSided()) twice = index;
                else single = index;
            }
            primitives.add(primitive(mesh, grid, uvBits(material), index));
        }
        Map<String, Object> node = object("name", level.name(), "mesh", glb.add("meshes", object("name", level.name(),
                "primitives", primitives)));
        if (quantized()) {
            node.put("translation", grid.low());
            node.put("scale", new float[]{grid.extent(), grid.extent(), grid.extent()});
        }
        return node;
    }

    private Map<String, Object> primitive(TexturedMesh mesh, Quantization grid, int uvBits, int material) {
        Map<String, Object> attributes = object();
        for (Map.Entry<String, VertexStream> e : streams(mesh, grid, uvBits).entrySet()) {
            attributes.put(e.getKey(), glb.addStream(e.getValue(), ARRAY_BUFFER, packed()));
        }
        VertexStream indices = VertexStreams.indices(mesh.triangles(), mesh.vertexCount());
        return object("attributes", attributes, "indices", glb.addStream(indices, ELEMENT_ARRAY_BUFFER, packed()),
                "material", material, "mode", 4);
    }

    private Map<String, VertexStream> streams(TexturedMesh mesh, Quantization grid, int uvBits) {
        Map<String, VertexStream> streams = new LinkedHashMap<>();
        if (!quantized()) {
            streams.put("POSITION", VertexStreams.floats(mesh.positions(), 3, true));
            streams.put("NORMAL", VertexStreams.floats(mesh.normals(), 3, false));
            streams.put("TEXCOORD_0", VertexStreams.floats(mesh.uvs(), 2, false));
            if (mesh.tangents().length > 0) streams.put("TANGENT", VertexStreams.floats(mesh.tangents(), 4, false));
            return streams;
        }
        glb.use("KHR_mesh_quantization", true);
        streams.put("POSITION", VertexStreams.unsignedShorts(mesh.positions(), 3, grid.low(), grid.extent(), true));
        streams.put("NORMAL", directions(mesh.normals(), 3));
        streams.put("TEXCOORD_0", packed()
                ? VertexStreams.multiples(mesh.uvs(), 2, uvBits)
                : grid.unitUvs()
                        ? VertexStreams.unsignedShorts(mesh.uvs(), 2, new float[2], 1, false)
                        : VertexStreams.floats(mesh.uvs(), 2, false));
        if (mesh.tangents().length > 0) streams.put("TANGENT", directions(mesh.tangents(), 4));
        return streams;
    }

    private VertexStream directions(float[] vectors, int width) {
        return packed() ? VertexStreams.octahedral(vectors, width) : VertexStreams.signedBytes(vectors, width);
    }

    /** Texture coordinates are multiples of half a texel, so that none moves by more than a quarter. */
    private static int uvBits(Material material) {
        int size = Math.max(material.baseColor().width(), material.baseColor().height());
        return Math.max(LEAST_UV_BITS, 33 - Integer.numberOfLeadingZeros(size - 1));
    }

    private boolean quantized() { return compression != GeometryCompression.NONE; }

    private boolean packed() { return compression == GeometryCompression.MESHOPT; }

    private Map<String, Object> surface(String name, Material material) {
        boolean alpha = material.alphaMode() != AlphaMode.OPAQUE;
        List<Supplier<Encoded>> work = new ArrayList<>();
        work.add(() -> color(material.baseColor(), alpha));
        work.add(() -> data(material.metallicRoughness()));
        material.normal().ifPresent(n -> work.add(() -> data(n)));
        // encoding takes longer than all else here
        Encoded[] encoded = new Encoded[work.size()];
        parallel.each(encoded.length, i -> encoded[i] = work.get(i).get());
        List<Integer> textures = new ArrayList<>();
        for (int i = 0; i < encoded.length; i++) textures.add(texture(encoded[i], name + "_" + ROLES.get(i)));
        int data = textures.get(1);
        Map<String, Object> surface = object("name", name, "pbrMetallicRoughness", object("baseColorTexture",
                object("index", textures.get(0)), "metallicFactor", 1, "metallicRoughnessTexture",
                object("index", data),
                "roughnessFactor", 1));
        material.normal().ifPresent(_ -> surface.put("normalTexture", object("index", textures.get(2))));
        if (material.occlusion()) surface.put("occlusionTexture", object("index", data));
        surface.put("alphaMode", material.alphaMode().name());
        return surface;
    }

    /**
     * A texture ready for the file; at least one of the pictures is there.
     *
     * @param plain
     *            PNG or JPEG, which every reader opens
     * @param webp
     *            for readers that know EXT_texture_webp
     */
    private record Encoded(String type, Optional<byte[]> plain, Optional<byte[]> webp) {
        static Encoded plain(String type, byte[] data) {
            return new Encoded(type, Optional.of(data), Optional.empty());
        }
    }

    private Encoded color(RgbaImage image, boolean alpha) {
        return switch (textureFormat) {
            case PNG -> Encoded.plain("image/png", ImageEncoder.png(image, alpha));
            case JPEG -> alpha
                    ? Encoded.plain("image/png", ImageEncoder.png(image, true))
                    : Encoded.plain("image/jpeg", ImageEncoder.jpeg(image, JPEG_QUALITY));
            case WEBP, WEBP_WITH_FALLBACK -> webp(image, alpha, WEBP_QUALITY);
        };
    }

    private Encoded data(RgbaImage image) {
        return switch (textureFormat) {
            case PNG, JPEG -> Encoded.plain("image/png", ImageEncoder.png(image, false));
            case WEBP, WEBP_WITH_FALLBACK -> webp(image, false, OptionalDouble.empty());
        };
    }

    private Encoded webp(RgbaImage image, boolean alpha, OptionalDouble quality) {
        boolean fallback = textureFormat == TextureFormat.WEBP_WITH_FALLBACK;
        return new Encoded("image/png", fallback ? Optional.of(ImageEncoder.png(image, alpha)) : Optional.empty(),
                Optional.of(ImageEncoder.webp(image, alpha, quality)));
    }

    private int texture(Encoded picture, String called) {
        Map<String, Object> texture = object("name", called, "sampler", 0);
        picture.plain().ifPresent(data -> texture.put("source", image(called, picture.type(), data)));
        picture.webp().ifPresent(data -> {
            glb.use("EXT_texture_webp", picture.plain().isEmpty());
            texture.put("extensions", object("EXT_texture_webp", object("source", image(called, "image/webp", data))));
        });
        return glb.add("textures", texture);
    }

    private int image(String called, String type, byte[] data) {
        return glb.add("images", object("name", called, "bufferView", glb.addBytes(data), "mimeType", type));
    }
}
