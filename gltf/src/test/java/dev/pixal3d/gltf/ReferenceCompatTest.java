// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Against files that trimesh wrote in the way of Pixal3D's own export, in every case folder of that kind below
 * {@code -Dgoldens}.
 */
class ReferenceCompatTest {
    static Stream<Path> files() throws Exception { return folders("geometry_glb_reference"); }

    static Stream<Path> conventions() throws Exception { return folders("geometry_conventions"); }

    @ParameterizedTest
    @MethodSource("files")
    void theReferenceFileHoldsTheVoxelMeshTurned(Path folder) throws IOException {
        GlbPrimitive read = GlbReader.read(reference(folder)).primitives().getFirst();
        TexturedMesh voxel = voxelMesh(folder);
        assertThat(read.mesh().positions()).containsExactly(Front.REFERENCE.apply(voxel.positions(), 3), within(1e-6f));
        assertThat(read.mesh().normals()).containsExactly(Front.REFERENCE.apply(voxel.normals(), 3), within(1e-6f));
        assertThat(read.mesh().uvs()).containsExactly(voxel.uvs(), within(1e-6f));
        assertThat(read.mesh().triangles()).containsExactly(voxel.triangles());
        assertThat(read.material().baseColor()).isPresent();
        assertThat(read.material().metallicRoughness()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("files")
    void ourFileSaysTheSame(Path folder) throws IOException {
        byte[] theirs = reference(folder);
        GlbPrimitive original = GlbReader.read(theirs).primitives().getFirst();
        RgbaImage base = original.material().baseColor().orElseThrow().image();
        RgbaImage data = original.material().metallicRoughness().orElseThrow().image();
        TexturedMesh mesh = voxelMesh(folder);
        TexturedMesh turned = Front.REFERENCE.apply(new TexturedMesh(mesh.positions(), mesh.normals(), mesh.uvs(),
                mesh.tangents(), mesh.triangles(), original.material().doubleSided()));
        byte[] ours = Samples.glb(turned, Material.opaque(base, data), TextureFormat.WEBP);
        JsonNode a = GlbWriterTest.json(ours), b = GlbWriterTest.json(theirs);
        for (String part : List.of("/scenes/0/nodes", "/extensionsUsed", "/extensionsRequired", "/images/0/mimeType",
                "/images/1/mimeType", "/textures/0/extensions", "/textures/1/extensions", "/materials/0/alphaMode",
                "/materials/0/doubleSided", "/meshes/0/primitives/0/mode")) {
            assertThat(a.at(part)).as(part).isEqualTo(b.at(part));
        }
        JsonNode pa = a.at("/materials/0/pbrMetallicRoughness"), pb = b.at("/materials/0/pbrMetallicRoughness");
        assertThat(pa.at("/baseColorTexture")).isEqualTo(pb.at("/baseColorTexture"));
        assertThat(pa.at("/metallicRoughnessTexture")).isEqualTo(pb.at("/metallicRoughnessTexture"));
        assertThat(pa.at("/metallicFactor").asDouble()).isEqualTo(pb.at("/metallicFactor").asDouble());
        assertThat(pa.at("/roughnessFactor").asDouble()).isEqualTo(pb.at("/roughnessFactor").asDouble());
        for (String attribute : List.of("POSITION", "NORMAL", "TEXCOORD_0")) {
            JsonNode x = accessor(a, attribute), y = accessor(b, attribute);
            for (String key : List.of("componentType", "type", "count")) {
                assertThat(x.get(key)).as("%s %s", attribute, key).isEqualTo(y.get(key));
            }
        }
        for (String bound : List.of("/min/0", "/min/1", "/min/2", "/max/0", "/max/1", "/max/2")) {
            assertThat(accessor(a, "POSITION").at(bound).asDouble()).isCloseTo(accessor(b, "POSITION").at(bound)
                    .asDouble(), within(1e-6));
        }
        assertThat(GlbReader.read(ours).primitives().getFirst().mesh().positions()).containsExactly(original.mesh()
                .positions(), within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("conventions")
    void theReferenceFrontIsTheProductOfTheReferencesTwoTurns(Path folder) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("case.safetensors"))) {
            assertThat(Front.REFERENCE.apply(file.floats("points_voxel"), 3)).containsExactly(file.floats(
                    "points_final_pixal3d"), within(1e-6f));
        }
    }

    private static JsonNode accessor(JsonNode json, String attribute) {
        return json.at("/accessors").get(json.at("/meshes/0/primitives/0/attributes/" + attribute).asInt());
    }

    private static byte[] reference(Path folder) throws IOException {
        return Files.readAllBytes(folder.resolve("reference.glb"));
    }

    private static TexturedMesh voxelMesh(Path folder) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("case.safetensors"))) {
            return new TexturedMesh(file.floats("voxel_vertices"), file.floats("voxel_normals"), file.floats("uv"),
                    new float[0], file.ints("faces"), false);
        }
    }

    private static Stream<Path> folders(String prefix) throws IOException, URISyntaxException {
        String given = System.getProperty("goldens", "");
        Path root = given.isEmpty()
                ? Path.of(ReferenceCompatTest.class.getResource("/goldens").toURI())
                : Path.of(
                        given);
        try (Stream<Path> all = Files.list(root)) {
            Path[] cases = all.filter(p -> p.getFileName().toString().startsWith(prefix)).sorted().toArray(Path[]::new);
            return Arrays.stream(cases);
        }
    }
}
