// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.ProblemException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.image.ImageEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid files with what our own writer never uses. */
class ForeignGlbTest {
    private static final String PNG = Base64.getEncoder().encodeToString(ImageEncoder.png(Samples.picture(2,
            (x, y) -> 0xff000000 | x << 16 | y << 8), false));
    private static final String TEXTURES = "\"images\":[{\"uri\":\"data:image/png;base64," + PNG
            + "\",\"mimeType\":\"image/png\"}],\"textures\":[{\"source\":0}]";

    private static TexturedMesh mesh(HandMadeGlb glb) {
        return GlbReader.read(glb.bytes()).primitives().getFirst().mesh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KHR_lights_punctual", "KHR_materials_transmission", "KHR_materials_clearcoat",
            "KHR_xmp_json_ld"})
    void lightAndShadingAreLeftOutEvenWhenRequired(String extension) {
        GlbModel model = GlbReader.read(new HandMadeGlb().primitive("\"mode\":5").with(
                "\"extensionsUsed\":[\"%1$s\"],\"extensionsRequired\":[\"%1$s\"]".formatted(extension)).bytes());
        assertThat(model.triangleCount()).isEqualTo(2);
        assertThat(model.notes()).containsExactly(extension + ": left out");
    }

    @Test
    void whatChangesTheSurfaceIsNamedNotCalledDamaged() {
        for (String extension : new String[]{"KHR_draco_mesh_compression", "EXT_mesh_gpu_instancing", "ACME_shape"}) {
            assertUnsupported(new HandMadeGlb().primitive("").with("\"extensionsRequired\":[\"" + extension + "\"]"),
                    extension);
        }
        HandMadeGlb draco = new HandMadeGlb();
        draco.attribute("POSITION", draco.accessor("\"componentType\":5126,\"count\":3,\"type\":\"VEC3\"")).primitive(
                "\"extensions\":{\"KHR_draco_mesh_compression\":{}}");
        assertUnsupported(draco, "KHR_draco_mesh_compression");
    }

    private static void assertUnsupported(HandMadeGlb glb, String named) {
        assertThatThrownBy(() -> GlbReader.read(glb.bytes())).isInstanceOf(ProblemException.class)
                .hasMessageContaining(named).hasMessageNotContaining("damaged")
                .hasMessageEndingWith("Export the model without it.");
    }

    /** Geometry under Draco has no other reader here: the message says which compressions are read. */
    @Test
    void dracoIsRefusedWithWhatIsReadInItsPlace() {
        assertUnsupported(new HandMadeGlb().primitive("").with(
                "\"extensionsRequired\":[\"KHR_draco_mesh_compression\"]"),
                "allowed none, KHR_mesh_quantization or EXT_meshopt_compression");
    }

    @Test
    void coloursOfVerticesAreLeftOutWithANote() {
        GlbModel model = GlbReader.read(new HandMadeGlb().attribute("COLOR_0", 0).primitive("").bytes());
        assertThat(model.triangleCount()).isPositive();
        assertThat(model.notes()).containsExactly("meshes/0/primitives/0: colours of vertices, left out");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void pointsAndLinesAreLeftOutWithANote(int mode) {
        GlbModel model = GlbReader.read(new HandMadeGlb().primitive("\"mode\":" + mode).primitive("\"mode\":6")
                .bytes());
        assertThat(model.triangleCount()).isEqualTo(2);
        assertThat(model.notes()).containsExactly("meshes/0/primitives/0: points or lines, left out");
        GlbModel nothing = GlbReader.read(new HandMadeGlb().primitive("\"mode\":" + mode).bytes());
        assertThat(nothing.primitives()).isEmpty();
    }

    @Test
    void sparseAccessorsChangeSomeElements() {
        HandMadeGlb glb = new HandMadeGlb();
        int places = glb.view(shorts(1, 3)), values = glb.view(HandMadeGlb.floats(0, 0, -1, 1, 0, 0));
        String sparse = """
                "componentType":5126,"count":4,"type":"VEC3","sparse":{"count":2,"indices":{"bufferView":%d,\
                "componentType":5123},"values":{"bufferView":%d}}""".formatted(places, values);
        glb.attribute("NORMAL", glb.accessor("\"bufferView\":" + glb.view(HandMadeGlb.floats(0, 0, 1, 0, 0, 1, 0, 0, 1,
                0, 0, 1)) + "," + sparse));
        assertThat(mesh(glb.primitive("\"mode\":6")).normals()).containsExactly(0, 0, 1, 0, 0, -1, 0, 0, 1, 1, 0, 0);
        HandMadeGlb zeros = new HandMadeGlb();
        zeros.view(shorts(1, 3));
        zeros.view(HandMadeGlb.floats(0, 0, -1, 1, 0, 0));
        zeros.attribute("NORMAL", zeros.accessor(sparse));
        assertThat(mesh(zeros.primitive("\"mode\":6")).normals()).containsExactly(0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0);
    }

    private static byte[] shorts(int... values) { return HandMadeGlb.shorts(values); }

    @Test
    void aSparsePlaceOutsideIsAnError() {
        HandMadeGlb glb = new HandMadeGlb();
        int places = glb.view(shorts(4)), values = glb.view(HandMadeGlb.floats(0, 0, -1));
        glb.attribute("NORMAL", glb.accessor("""
                "componentType":5126,"count":4,"type":"VEC3","sparse":{"count":1,"indices":{"bufferView":%d,\
                "componentType":5123},"values":{"bufferView":%d}}""".formatted(places, values)));
        assertThatThrownBy(() -> mesh(glb.primitive("\"mode\":6"))).hasMessageContaining("outside the accessor");
    }

    @Test
    void theTexturesOwnCoordinatesAreTakenAndTransformed() {
        HandMadeGlb glb = new HandMadeGlb();
        float[] first = {0, 0, 0, 0, 0, 0, 0, 0}, second = {0, 0, 1, 0, 1, 1, 0, 1};
        // without normals the vertices would be split
        glb.attribute("NORMAL", glb.accessor(glb.view(HandMadeGlb.floats(HandMadeGlb.SQUARE)), 5126, 4, "VEC3"));
        glb.attribute("TEXCOORD_0", glb.accessor(glb.view(HandMadeGlb.floats(first)), 5126, 4, "VEC2"));
        glb.attribute("TEXCOORD_1", glb.accessor(glb.view(HandMadeGlb.floats(second)), 5126, 4, "VEC2"));
        glb.primitive("\"mode\":6,\"material\":0").with(TEXTURES).with("""
                "materials":[{"pbrMetallicRoughness":{"baseColorTexture":{"index":0,"texCoord":0,"extensions":\
                {"KHR_texture_transform":{"texCoord":1,"offset":[0.25,0.5],"rotation":1.5707963,"scale":[2,3]}}}},\
                "normalTexture":{"index":0}}]""").with("\"extensionsRequired\":[\"KHR_texture_transform\"]");
        GlbModel model = GlbReader.read(glb.bytes());
        float[] uvs = model.primitives().getFirst().mesh().uvs();
        float[] expected = {0.25f, 0.5f, 0.25f, -1.5f, 3.25f, -1.5f, 3.25f, 0.5f};
        for (int i = 0; i < 8; i++) assertThat(uvs[i]).as("uv %d", i).isCloseTo(expected[i], within(1e-5f));
        assertThat(model.primitives().getFirst().material().normal()).isEmpty();
        assertThat(model.notes()).singleElement().asString().contains("materials/0/normalTexture");
    }

    @Test
    void texturesInOtherFormatsAreLeftOutWithANote() {
        HandMadeGlb glb = new HandMadeGlb();
        int ktx = glb.view(new byte[]{(byte) 0xab, 'K', 'T', 'X', ' ', '2', '0', (byte) 0xbb, '\r', '\n', 0x1a, '\n'});
        glb.primitive("\"mode\":6,\"material\":0").with("""
                "images":[{"bufferView":%d,"mimeType":"image/ktx2"}],"textures":[{"extensions":{"KHR_texture_basisu":\
                {"source":0}}},{"source":0}],"materials":[{"pbrMetallicRoughness":{"baseColorTexture":{"index":0},\
                "metallicRoughnessTexture":{"index":1}}}],"extensionsRequired":["KHR_texture_basisu"]"""
                .formatted(ktx));
        GlbModel model = GlbReader.read(glb.bytes());
        assertThat(model.textures()).isEmpty();
        assertThat(model.notes()).hasSize(3).anyMatch(n -> n.contains("KHR_texture_basisu"))
                .anyMatch(n -> n.contains("image/ktx2"));
    }

    @Test
    void aFewBytesAreNotTrustedWithManyPixels() {
        byte[] webp = ImageEncoder.webp(Samples.picture(16, (_, _) -> -1), false, OptionalDouble.empty());
        ByteBuffer head = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        // 14 bits of width and 14 of height, each less one, after the signature of the lossless format
        int at = 21;
        head.putInt(at, head.getInt(at) & 0xf0000000 | 12999 | 3284 << 14);
        HandMadeGlb glb = new HandMadeGlb();
        int view = glb.view(webp);
        glb.primitive("\"mode\":6,\"material\":0").with("""
                "images":[{"bufferView":%d,"mimeType":"image/webp"}],"textures":[{"source":0}],\
                "materials":[{"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}}]""".formatted(view));
        assertThatThrownBy(() -> GlbReader.read(glb.bytes())).isInstanceOf(ProblemException.class)
                .hasMessageContaining("images/0").hasMessageContaining("pixels").hasMessageContaining("13000 x 3285");
    }

    @Test
    void filtersAreUndone() {
        byte[] octahedral = {0, 0, 127, 5, 127, 0, 127, 0, 0, -127, 127, 0, 127, 127, 127, 0};
        MeshoptFilter.OCTAHEDRAL.undo(octahedral, 4);
        assertThat(octahedral).containsExactly(0, 0, 127, 5, 127, 0, 0, 0, 0, -127, 0, 0, 0, 0, -127, 0);
        ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-3 & 0xffffff | -2 << 24)
                .putInt(5 | 3 << 24);
        MeshoptFilter.EXPONENTIAL.undo(floats.array(), 8);
        assertThat(floats.getFloat(0)).isEqualTo(-0.75f);
        assertThat(floats.getFloat(4)).isEqualTo(40f);
        ByteBuffer quaternion = ByteBuffer.wrap(shorts(0, 32767, 0, 0x7ffc | 2)).order(ByteOrder.LITTLE_ENDIAN);
        MeshoptFilter.QUATERNION.undo(quaternion.array(), 8);
        assertThat(quaternion.getShort(0)).isCloseTo((short) 23170, within((short) 1));
        assertThat(quaternion.getShort(4)).isCloseTo((short) 23170, within((short) 1));
        assertThat(quaternion.getShort(2)).isZero();
        byte[] colors = {100, 0, 0, (byte) 0xff, 50, 10, -5, (byte) 0x80};
        MeshoptFilter.COLOR.undo(colors, 4);
        assertThat(colors).containsExactly(100, 100, 100, -1, 65, 45, 45, 0);
    }

    /** Version 1 of the vertex codec: plain bytes, single bits, an empty group, zeros; then the first element. */
    @Test
    void theNewerVertexCodecIsRead() {
        byte[] block = {(byte) 0xa1, (byte) 0b10_00_01_11, 2, 4, 6, 0, 0b0000_0101, 0, 2, 4, 0};
        byte[] stream = Arrays.copyOf(block, block.length + 24);
        System.arraycopy(new byte[]{10, 20, 30, 40, 0}, 0, stream, stream.length - 5, 5);
        assertThat(MeshoptVertexCodec.decode(stream, 3, 4, "test")).containsExactly(11, 21, 30, 40, 13, 21, 30, 40, 16,
                23, 30, 40);
    }

    @Test
    void indexSequencesAreRead() {
        // pairs of (which sequence, difference): +3 of the first, +1 of the second, -1 of the first
        byte[] stream = {(byte) 0xd1, 6 << 1, 2 << 1 | 1, 1 << 1, 0, 0, 0, 0};
        assertThat(MeshoptIndexCodec.decodeSequence(stream, 3, 2, "test")).containsExactly(3, 0, 1, 0, 2, 0);
        assertThatThrownBy(() -> MeshoptIndexCodec.decodeSequence(stream, 4, 2, "test")).isInstanceOf(
                ProblemException.class);
    }
}
