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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Writes textured meshes as one binary glTF 2.0 file. The same input gives the same bytes. Thread-safe.
 *
 * <p>
 * Each attribute has a buffer view of its own (aligned to four bytes, with its target), indices have 16 bits where they
 * fit, the bounds of POSITION are those of the numbers stored. Textures do not repeat and are mip-mapped.
 */
public final class GlbWriter {
    private static final int LINEAR = 9729, LINEAR_MIPMAP_LINEAR = 9987, CLAMP_TO_EDGE = 33071;

    private static final int LEAST_UV_BITS = 11;
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
     * Encodes the meshes as primitives of one mesh; they share the textures.
     *
     * @throws ProblemException
     *             when a mesh is empty, has arrays of wrong length, indices out of range or numbers that are not finite,
     *             or a normal map without tangents
     */
    public static GlbFile encode(List<TexturedMesh> meshes, Material material, TextureFormat textureFormat,
            GeometryCompression compression, Parallel parallel) {
        if (meshes.isEmpty()) {
            throw Problem.unusable("glb: no mesh to write (got 0 meshes, allowed 1 and more).").exception();
        }
        List<TexturedMesh> checked = new ArrayList<>();
        for (TexturedMesh mesh : meshes) {
            checked.add(PreparedMesh.of(mesh, material.normal().isPresent(), compression));
        }
        return new GlbWriter(textureFormat, compression, parallel).file(checked, material);
    }

    private GlbFile file(List<TexturedMesh> meshes, Material material) {
        Quantization grid = Quantization.of(meshes);
        List<Map<String, Object>> primitives = new ArrayList<>();
        Map<String, Object> surface = surface(material);
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
        Map<String, Object> node = object("name", "model", "mesh", glb.add("meshes", object("name", "model",
                "primitives", primitives)));
        if (quantized()) {
            node.put("translation", grid.low());
            node.put("scale", new float[]{grid.extent(), grid.extent(), grid.extent()});
        }
        glb.add("scenes", object("nodes", List.of(glb.add("nodes", node))));
        return new GlbFile(glb);
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
        Map<String, VertexStream> streams = new java.util.LinkedHashMap<>();
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

    private Map<String, Object> surface(Material material) {
        glb.add("samplers", object("magFilter", LINEAR, "minFilter", LINEAR_MIPMAP_LINEAR, "wrapS", CLAMP_TO_EDGE,
                "wrapT", CLAMP_TO_EDGE));
        boolean alpha = material.alphaMode() != AlphaMode.OPAQUE;
        List<Supplier<Encoded>> work = new ArrayList<>();
        work.add(() -> color(material.baseColor(), alpha));
        work.add(() -> data(material.metallicRoughness()));
        material.normal().ifPresent(n -> work.add(() -> data(n)));
        // encoding takes longer than all else here
        Encoded[] encoded = new Encoded[work.size()];
        parallel.range(encoded.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) encoded[i] = work.get(i).get();
        });
        List<Integer> textures = Stream.of(encoded).map(this::texture).toList();
        int data = textures.get(1);
        Map<String, Object> surface = object("name", "surface", "pbrMetallicRoughness", object("baseColorTexture",
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

    private int texture(Encoded picture) {
        Map<String, Object> texture = object("sampler", 0);
        picture.plain().ifPresent(data -> texture.put("source", image(picture.type(), data)));
        picture.webp().ifPresent(data -> {
            glb.use("EXT_texture_webp", picture.plain().isEmpty());
            texture.put("extensions", object("EXT_texture_webp", object("source", image("image/webp", data))));
        });
        return glb.add("textures", texture);
    }

    private int image(String type, byte[] data) {
        return glb.add("images", object("bufferView", glb.addBytes(data), "mimeType", type));
    }
}
