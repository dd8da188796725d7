// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GlbReaderTest {
    private final TexturedMesh mesh = Samples.sphere(24, 12);
    private final Material material = Samples.material(AlphaMode.OPAQUE);

    @Test
    void whatIsWrittenIsRead() {
        byte[] glb = Samples.glb(mesh, material, TextureFormat.PNG, GeometryCompression.NONE,
                Map.of("seed", 7, "list", List.of(1, "a")));
        GlbModel model = GlbReader.read(glb);
        assertThat(model.extras()).containsEntry("seed", 7).containsEntry("list", List.of(1, "a"));
        GlbPrimitive primitive = model.primitives().getFirst();
        assertThat(primitive.mesh().positions()).containsExactly(mesh.positions());
        assertThat(primitive.mesh().uvs()).containsExactly(mesh.uvs());
        assertThat(primitive.mesh().triangles()).containsExactly(mesh.triangles());
        assertThat(primitive.mesh().tangents()).containsExactly(mesh.tangents(), within(1e-6f));
        assertThat(model.textures()).hasSize(3);
        GlbTexture data = primitive.material().metallicRoughness().orElseThrow();
        assertThat(data.image().pixels()).isEqualTo(material.metallicRoughness().pixels());
        assertThat(primitive.material().occlusion().orElseThrow()).isSameAs(data);
        assertThat(data.repeatS()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(TextureFormat.class)
    void everyTextureFormatIsReadAndDataTexturesAreExact(TextureFormat format) {
        GlbModel model = GlbReader.read(Samples.glb(mesh, material, format));
        GlbMaterial read = model.primitives().getFirst().material();
        assertThat(read.metallicRoughness().orElseThrow().image().pixels()).isEqualTo(material.metallicRoughness()
                .pixels());
        byte[] got = read.baseColor().orElseThrow().image().pixels(), want = material.baseColor().pixels();
        long error = 0;
        for (int i = 0; i < got.length; i++) if (i % 4 < 3) error += Math.abs((got[i] & 0xff) - (want[i] & 0xff));
        assertThat(error / (got.length * 0.75)).isLessThan(2.5);
    }

    @ParameterizedTest
    @EnumSource(GeometryCompression.class)
    void everyCompressionKeepsTheSurface(GeometryCompression compression) {
        GlbModel model = GlbReader.read(Samples.glb(mesh, material, compression));
        TexturedMesh read = model.primitives().getFirst().mesh();
        assertThat(read.triangleCount()).isEqualTo(mesh.triangleCount());
        assertThat(volume(read)).isCloseTo(volume(mesh), within(1e-4));
        for (int i = 0; i < read.vertexCount(); i++) {
            float[] p = read.positions(), n = read.normals();
            for (int k = 0; k < 3; k++) assertThat(p[3 * i + k]).isCloseTo(0.4f * n[3 * i + k], within(0.005f));
        }
    }

    @Test
    void theReferenceFrontIsTurnedAboutY() {
        TexturedMesh read = GlbReader.read(Samples.glb(Front.REFERENCE.apply(mesh), material)).primitives().getFirst()
                .mesh();
        for (int i = 0; i < mesh.positions().length; i++) {
            float sign = i % 3 == 1 ? 1 : -1;
            assertThat(read.positions()[i]).isEqualTo(0 + sign * mesh.positions()[i]);
        }
        assertThat(volume(read)).isCloseTo(volume(mesh), within(1e-6));
    }

    @Test
    void transformsApplyThroughTheTreeAndMirroringKeepsTheOutside() {
        GlbModel model = GlbReader.read(withNodes("""
                [{"children":[1],"translation":[1,0,0],"scale":[-2,2,2]},\
                {"mesh":0,"rotation":[0,0,0.70710678,0.70710678]}]"""));
        TexturedMesh read = model.primitives().getFirst().mesh();
        float[] p = mesh.positions();
        for (int i = 0; i < p.length; i += 3) {
            assertThat(read.positions()[i]).isCloseTo(1 + 2 * p[i + 1], within(1e-5f));
            assertThat(read.positions()[i + 1]).isCloseTo(2 * p[i], within(1e-5f));
        }
        assertThat(volume(read)).isCloseTo(8 * volume(mesh), within(1e-3));
        float dot = 0;
        for (int k = 0; k < 3; k++) dot += read.normals()[300 + k] * (read.positions()[300 + k] - (k == 0 ? 1 : 0));
        assertThat(dot).isCloseTo(0.8f, within(1e-4f));
    }

    @Test
    void errorsNameThePlace() {
        assertError(withNodes("[{\"mesh\":0,\"children\":[0]}]"), "two parents");
        assertError(withNodes("[{\"mesh\":3}]"), "nodes/0/mesh");
        assertError(withNodes("[{\"mesh\":0,\"scale\":[1,2]}]"), "nodes/0/scale");
        assertError("glTF".getBytes(StandardCharsets.US_ASCII), "not a GLB");
        assertError(glb("{\"asset\":{\"version\":\"2.0\"},\"extensionsRequired\":[\"KHR_draco_mesh_compression\"]}"),
                "KHR_draco_mesh_compression");
        assertError(glb("{\"asset\":{\"version\":\"1.0\"}}"), "asset/version");
        assertError(glb("{\"asset\":"), "JSON chunk");
        assertError(glb("[".repeat(5000)), "JSON chunk");
    }

    @Test
    void aFewBytesCannotClaimMuchMemory() {
        String huge = """
                {"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],\
                "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"buffers":[{"byteLength":16,\
                "uri":"data:application/octet-stream;base64,%s"}],"bufferViews":[{"buffer":0,"byteLength":16}],\
                "accessors":[{"bufferView":0,"componentType":5126,"type":"VEC3","count":715827882}]}""".formatted(Base64
                .getEncoder().encodeToString(new byte[16]));
        assertError(glb(huge), "accessors/0/count");
        StringBuilder nodes = new StringBuilder("{\"mesh\":0}");
        for (int i = 0; i < 9999; i++) nodes.append(",{\"mesh\":0}");
        assertError(withNodes("[" + nodes + "]"), "more geometry");
    }

    private static void assertError(byte[] file, String message) {
        assertThatThrownBy(() -> GlbReader.read(file)).isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    /** The sample's file with other nodes. */
    private byte[] withNodes(String nodes) {
        byte[] glb = Samples.glb(Samples.sphere(24, 12), material);
        int length = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        String json = new String(glb, 20, length, StandardCharsets.UTF_8).replace(
                "\"nodes\":[{\"name\":\"model\",\"mesh\":0}]", "\"nodes\":" + nodes);
        if (nodes.length() > 10000) {
            StringBuilder all = new StringBuilder("\"nodes\":[0");
            for (int i = 1; i < 10000; i++) all.append(',').append(i);
            json = json.replace("\"nodes\":[0", all.toString());
        }
        byte[] head = glb(json);
        ByteBuffer out = ByteBuffer.allocate(head.length + glb.length - 20 - length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(head).put(glb, 20 + length, glb.length - 20 - length).putInt(8, out.capacity());
        return out.array();
    }

    private static byte[] glb(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 3) / 4 * 4;
        ByteBuffer out = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x46546C67).putInt(2).putInt(20 + padded).putInt(padded).putInt(0x4E4F534A).put(text);
        while (out.hasRemaining()) out.put((byte) ' ');
        return out.array();
    }

    static double volume(TexturedMesh mesh) {
        double sum = 0;
        float[] p = mesh.positions();
        for (int t = 0; t < mesh.triangles().length; t += 3) {
            int a = 3 * mesh.triangles()[t], b = 3 * mesh.triangles()[t + 1], c = 3 * mesh.triangles()[t + 2];
            sum += p[a] * ((double) p[b + 1] * p[c + 2] - (double) p[b + 2] * p[c + 1]) + p[a + 1] * ((double) p[b + 2]
                    * p[c] - (double) p[b] * p[c + 2]) + p[a + 2] * ((double) p[b] * p[c + 1] - (double) p[b + 1]
                            * p[c]);
        }
        return sum / 6;
    }
}
