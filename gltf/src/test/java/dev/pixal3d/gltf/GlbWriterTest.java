// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GlbWriterTest {
    private final TexturedMesh mesh = Samples.sphere(24, 12);
    private final Material material = Samples.material(AlphaMode.OPAQUE);

    @Test
    void boundsAreThoseOfTheStoredNumbersAndViewsAreAligned() {
        byte[] glb = Samples.glb(mesh, material);
        JsonNode json = json(glb);
        JsonNode position = json.at("/accessors").get(json.at("/meshes/0/primitives/0/attributes/POSITION").asInt());
        for (int k = 0; k < 3; k++) {
            float low = Float.MAX_VALUE;
            for (int i = k; i < mesh.positions().length; i += 3) low = Math.min(low, mesh.positions()[i]);
            assertThat(position.at("/min/" + k).asDouble()).isEqualTo(low);
        }
        for (JsonNode view : json.at("/bufferViews")) assertThat(view.get("byteOffset").asInt() % 4).isZero();
        assertThat(json.at("/samplers/0/wrapS").asInt()).isEqualTo(33071);
        assertThat(json.at("/asset/version").asString()).isEqualTo("2.0");
        assertThat(ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(8)).isEqualTo(glb.length);
    }

    @Test
    void indicesHaveSixteenBitsUpTo65535Vertices() {
        assertThat(VertexStreams.indices(new int[]{0, 1, 65534}, 65535).componentType()).isEqualTo(5123);
        assertThat(VertexStreams.indices(new int[]{0, 1, 65535}, 65536).componentType()).isEqualTo(5125);
    }

    @Test
    void extrasKeepTheirOrder() {
        byte[] glb = Samples.glb(mesh, material, TextureFormat.PNG, GeometryCompression.NONE,
                Map.of("engine", "preview"));
        assertThat(json(glb).at("/asset/extras/engine").asString()).isEqualTo("preview");
    }

    @ParameterizedTest
    @EnumSource(TextureFormat.class)
    void sameInputSameBytes(TextureFormat format) {
        assertThat(Samples.glb(mesh, material, format)).isEqualTo(Samples.glb(mesh, material, format));
    }

    @ParameterizedTest
    @EnumSource(TextureFormat.class)
    void onlyLossyColourIsStoredInAFormatThatEveryReaderNeeds(TextureFormat format) {
        JsonNode json = json(Samples.glb(mesh, material, format));
        assertThat(json.has("extensionsRequired")).isEqualTo(format == TextureFormat.WEBP);
        String base = json.at("/images/0/mimeType").asString();
        assertThat(base).isEqualTo(switch (format) {
            case PNG, WEBP_WITH_FALLBACK -> "image/png";
            case JPEG -> "image/jpeg";
            case WEBP -> "image/webp";
        });
    }

    @Test
    void jpegKeepsAlphaByUsingPng() {
        JsonNode json = json(Samples.glb(mesh, Samples.material(AlphaMode.MASK), TextureFormat.JPEG));
        assertThat(json.at("/images/0/mimeType").asString()).isEqualTo("image/png");
        assertThat(json.at("/materials/0/alphaMode").asString()).isEqualTo("MASK");
    }

    @Test
    void errorsNameWhatIsWrong() {
        TexturedMesh empty = new TexturedMesh(new float[0], new float[0], new float[0], new float[0], new int[0],
                false);
        assertThatThrownBy(() -> Samples.glb(empty, material)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("empty");
        TexturedMesh plain = new TexturedMesh(mesh.positions(), mesh.normals(), mesh.uvs(), new float[0], mesh
                .triangles(), false);
        assertThatThrownBy(() -> Samples.glb(plain, material)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("tangents");
        int[] broken = mesh.triangles().clone();
        broken[5] = mesh.vertexCount();
        TexturedMesh outside = new TexturedMesh(mesh.positions(), mesh.normals(), mesh.uvs(), mesh.tangents(), broken,
                false);
        assertThatThrownBy(() -> Samples.glb(outside, material)).isInstanceOf(
                ProblemException.class).hasMessageContaining("triangles");
    }

    static JsonNode json(byte[] glb) {
        int length = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return JsonMapper.builder().build().readTree(Arrays.copyOfRange(glb, 20, 20 + length));
    }
}
