// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeshFilesTest {
    private static final int ROUNDS = 800;

    static Stream<ModelWriter> writers() { return ModelWriters.ALL.stream().filter(w -> !w.equals(ModelWriters.GLB)); }

    private static byte[] ascii(String text) { return text.getBytes(StandardCharsets.US_ASCII); }

    @ParameterizedTest
    @MethodSource("writers")
    void aWriterSaysOfItsFileWhatIsMeasuredOnIt(ModelWriter writer) throws IOException {
        FinishedModel model = Samples.finished("thing", Samples.sphere(24, 12), Samples.material(AlphaMode.OPAQUE));
        for (Front front : Front.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Parallel one = new Parallel(1)) {
                WrittenMesh written = writer.write(model, new WriteSettings(TextureFormat.PNG,
                        GeometryCompression.NONE, front), one, out);
                Mesh read = MeshFiles.read(writer.extension(), out.toByteArray());
                assertThat(WrittenMesh.of(read, one)).isEqualTo(written);
                assertThat(written.solid().watertight()).isTrue();
            }
        }
    }

    @Test
    void otherProgramsFilesAreRead() {
        float[] square = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0};
        int[] fan = {0, 1, 2, 0, 2, 3};
        String ply = """
                ply
                format ascii 1.0
                element vertex 4
                property double x
                property double y
                property double z
                property uchar quality
                element face 1
                property list uchar uint vertex_index
                end_header
                0 0 0 7
                1 0 0 7
                1 1 0 7
                0 1 0 7
                4 0 1 2 3
                """;
        ByteBuffer big = ByteBuffer.allocate(4096);
        big.put(ascii("""
                ply
                format binary_big_endian 1.0
                element vertex 4
                property float x
                property float y
                property float z
                element face 1
                property short material
                property list int ushort vertex_indices
                end_header
                """.replace("\n", "\r\n")));
        for (float x : square) big.putFloat(x);
        big.putShort((short) 5).putInt(4);
        for (int i = 0; i < 4; i++) big.putShort((short) i);
        String obj = """
                # a square
                v 0 0 0
                v 1 0 0
                v 1 1 0 \\
                  1.0
                vt 0 0
                v 0 1 0
                f 1/1 2/1 -2//3 -1
                """;
        String usd = """
                #usda 1.0
                def Mesh "a" {
                    int[] faceVertexCounts = [4]
                    int[] faceVertexIndices = [0, 1, 2, 3]
                    point3f[] points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
                }
                """;
        String model = """
                <?xml version="1.0"?>
                <model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">
                <resources><object id="1"><mesh>
                <vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="1" y="1" z="0"/>
                <vertex x="0" y="1.0" z="0e0"/></vertices>
                <triangles><triangle v1="0" v2="1" v3="2"/><triangle v1="0" v2="2" v3="3" pid="4"/></triangles>
                </mesh></object></resources><build><item objectid="1"/></build></model>
                """;
        byte[] package3mf = Archives.zip(Map.of("3D/thing.model", ascii(model)));
        for (Mesh mesh : List.of(MeshFiles.read("3mf", package3mf), MeshFiles.read("ply", ascii(ply)),
                MeshFiles.read("ply", Arrays.copyOf(big.array(), big
                        .position())),
                MeshFiles.read("obj", ascii(obj)), MeshFiles.read("usda", ascii(usd)))) {
            assertThat(mesh.positions()).isEqualTo(square);
            assertThat(mesh.triangles()).isEqualTo(fan);
        }
        String facet = "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1e0 "
                + "0\nendloop\nendfacet\n";
        Mesh stl = MeshFiles.read("stl", ascii("solid thing\n" + facet + facet + "endsolid thing\n"));
        assertThat(stl.triangleCount()).isEqualTo(2);
        assertThat(stl.positions()).startsWith(0, 0, 0, 1, 0, 0, 0, 1, 0);
    }

    @Test
    void whatIsNoModelIsSaid() {
        for (String extension : MeshFiles.EXTENSIONS) {
            byte[] file = extension.equals("obj") ? ascii("v 1 2\n") : ascii("PK and then nothing");
            assertThatThrownBy(() -> MeshFiles.read(extension, file)).as(extension)
                    .isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> MeshFiles.read("usdz", Archives.aligned(Map.of("model.usdc", ascii("PXR-USDC")))))
                .isInstanceOf(ProblemException.class).hasMessageContaining("usdcat");
        String entity = "<!DOCTYPE m [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><model>&e;</model>";
        assertThatThrownBy(() -> MeshFiles.read("3mf", Archives.zip(Map.of("3D/a.model", ascii(entity)))))
                .isInstanceOf(ProblemException.class).hasMessageContaining("3mf: the model is no XML");
    }

    @ParameterizedTest
    @MethodSource("writers")
    void damagedFilesGiveAMeshOrAClearError(ModelWriter writer) {
        byte[] seed = Samples.file(writer, Samples.finished("thing", Samples.sphere(8, 4), Samples.material(
                AlphaMode.OPAQUE)));
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = seed.clone();
            for (int e = random.nextInt(4); e >= 0; e--) {
                // headers and numbers of text are near the start
                int at = random.nextInt(random.nextBoolean() ? Math.min(600, file.length) : file.length);
                file[at] = random.nextBoolean() ? (byte) ('0' + random.nextInt(10)) : (byte) random.nextInt();
            }
            if (random.nextInt(8) == 0) file = Arrays.copyOf(file, random.nextInt(file.length));
            try {
                MeshFiles.read(writer.extension(), file);
            } catch (ProblemException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
