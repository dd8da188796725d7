// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.Pivot;
import dev.pixal3d.gltf.ModelReport;
import dev.pixal3d.gltf.WrittenMesh;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.TextureFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.OptionalDouble;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FormatsTest {
    private final TexturedMesh sphere = Samples.sphere(36, 18);
    private final FinishedModel model = Samples.finished("thing", sphere, Samples.material(AlphaMode.OPAQUE));

    @Test
    void stlIsClosedUprightAndInMillimetres() {
        byte[] stl = file(new StlWriter(), 60);
        ByteBuffer in = ByteBuffer.wrap(stl).order(ByteOrder.LITTLE_ENDIAN).position(80);
        int triangles = in.getInt();
        assertThat(stl).hasSize(84 + 50 * triangles);
        float[] corners = new float[9 * triangles];
        int[] indices = new int[3 * triangles];
        for (int t = 0; t < triangles; t++) {
            in.position(84 + 50 * t + 12);
            for (int k = 0; k < 9; k++) corners[9 * t + k] = in.getFloat();
            for (int k = 0; k < 3; k++) indices[3 * t + k] = 3 * t + k;
        }
        MeshReport report = MeshReport.of(WeldedVertices.of(new Mesh(corners, indices)).mesh());
        assertThat(report.watertight()).isTrue();
        assertThat(report.signedVolume()).isCloseTo(4 * Math.PI / 3 * 27000, within(3000.0));
        Bounds box = Bounds.of(corners, 3);
        assertThat(box.low()[2]).isCloseTo(0, within(1e-4f));
        assertThat(box.high()[2]).isCloseTo(60, within(1e-3f));
        assertThatThrownBy(() -> file(new StlWriter(), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void objIsAZipWithClosedGeometryAndAllTextures() throws IOException {
        Map<String, byte[]> files = unzip(file(new ObjWriter()));
        assertThat(files.keySet()).containsExactly("thing.obj", "thing.mtl", "thing_base_color.png",
                "thing_roughness.png", "thing_metallic.png", "thing_normal.png");
        List<Float> positions = new ArrayList<>(), coordinates = new ArrayList<>();
        List<Integer> faces = new ArrayList<>(), texture = new ArrayList<>();
        for (String line : text(file(files, "thing.obj")).split("\n")) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "v" -> {
                    for (int k = 1; k < 4; k++) positions.add(Float.parseFloat(words[k]));
                }
                case "vt" -> coordinates.add(Float.parseFloat(words[2]));
                case "f" -> {
                    for (int k = 1; k < 4; k++) {
                        faces.add(Integer.parseInt(words[k].split("/")[0]) - 1);
                        texture.add(Integer.parseInt(words[k].split("/")[1]) - 1);
                    }
                }
                default -> {}
            }
        }
        float[] p = new float[positions.size()];
        for (int i = 0; i < p.length; i++) p[i] = positions.get(i);
        Mesh mesh = new Mesh(p, faces.stream().mapToInt(i -> i).toArray());
        assertThat(MeshReport.of(mesh).watertight()).isTrue();
        for (int i = 0; i < faces.size(); i++) {
            float y = p[3 * faces.get(i) + 1], up = coordinates.get(texture.get(i));
            assertThat(y).isCloseTo((float) (-0.4 * Math.cos(Math.PI * up)), within(1e-4f));
        }
        assertThat(ImageDecoder.decode(file(files, "thing_roughness.png")).at(5, 7, 0)).isEqualTo(74);
        assertThat(text(file(files, "thing.mtl"))).contains("map_Kd thing_base_color.png\n",
                "norm thing_normal.png\n", "map_Bump -bm 1 thing_normal.png\n");
    }

    @Test
    void plyHasOneVertexAPointWithItsColour() {
        byte[] ply = file(new PlyWriter());
        String head = new String(ply, 0, 500, StandardCharsets.US_ASCII);
        int body = head.indexOf("end_header\n") + 11, vertices = 36 * 17 + 2;
        assertThat(head).contains("element vertex " + vertices + "\n");
        ByteBuffer in = ByteBuffer.wrap(ply).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(ply).hasSize(body + 27 * vertices + 13 * sphere.triangleCount());
        boolean found = false;
        for (int v = 0; v < vertices; v++) {
            int at = body + 27 * v;
            float x = in.getFloat(at), y = in.getFloat(at + 4), z = in.getFloat(at + 8);
            if (Math.abs(x) < 1e-5 && Math.abs(y) < 1e-5 && z < 0) {
                found = true;
                assertThat(ply[at + 24] & 0xff).isCloseTo(128, within(3));
                assertThat(ply[at + 25] & 0xff).isCloseTo(126, within(4));
                assertThat(ply[at + 26] & 0xff).isCloseTo(0x60, within(1));
            }
        }
        assertThat(found).isTrue();
    }

    @Test
    void usdzFilesAreStoredAtMultiplesOf64Bytes() throws IOException {
        byte[] usdz = Samples.file(new UsdzWriter(), Samples.finished("a", sphere, Samples.material(AlphaMode.MASK)));
        ByteBuffer in = ByteBuffer.wrap(usdz).order(ByteOrder.LITTLE_ENDIAN);
        List<String> names = new ArrayList<>();
        int at = 0;
        while (in.getInt(at) == 0x04034b50) {
            assertThat(in.getShort(at + 6) & 8).isZero();
            assertThat(in.getShort(at + 8)).isZero();
            int name = in.getShort(at + 26), extra = in.getShort(at + 28), data = at + 30 + name + extra;
            names.add(new String(usdz, at + 30, name, StandardCharsets.US_ASCII));
            assertThat(data % 64).as(names.getLast()).isZero();
            at = data + in.getInt(at + 18);
        }
        assertThat(names).containsExactly("model.usda", "textures/a_base_color.png",
                "textures/a_metallic_roughness.png",
                "textures/a_normal.png");
        String layer = text(file(unzip(usdz), "model.usda"));
        assertThat(layer).startsWith("#usda 1.0").contains("inputs:opacityThreshold = 0.5");
        assertThat(layer.chars().filter(c -> c == '{').count()).isEqualTo(layer.chars().filter(c -> c == '}').count());
    }

    @Test
    void everyFormatGivesTheSameBytesAgain() {
        for (ModelWriter writer : ModelWriters.ALL) {
            assertThat(file(writer)).as(writer.id()).isEqualTo(file(writer));
        }
    }

    @Test
    void namesInAnArchiveArePlainWhateverTheModelIsCalled() throws IOException {
        FinishedModel odd = Samples.finished("../Stuhl \u00e4 #1", sphere, Samples.material(AlphaMode.OPAQUE));
        assertThat(unzip(Samples.file(new ObjWriter(), odd)).keySet()).allMatch(n -> n.matches("model[A-Za-z0-9._-]+"));
    }

    @Test
    void archivesOfModelsInOtherScriptsHaveNoFileInCommon() throws IOException {
        Set<String> bowl = unzip(Samples.file(new ObjWriter(),
                Samples.finished("\u8336\u7897", sphere, Samples.material(AlphaMode.OPAQUE)))).keySet();
        Set<String> pot = unzip(Samples.file(new ObjWriter(),
                Samples.finished("\u8336\u58fa", sphere, Samples.material(AlphaMode.OPAQUE)))).keySet();
        assertThat(bowl).doesNotContainAnyElementsOf(pot).allMatch(n -> n.matches("model_[A-Za-z0-9._-]+"));
    }

    @Test
    void solidFormatsNeedNoTexturesAndTexturedOnesSaySo() {
        FinishedModel bare = new FinishedModel(model.name(), model.solid(), model.normals(), model.colors(),
                Optional.empty(), Map.of());
        for (ModelWriter writer : ModelWriters.ALL) {
            if (writer.textured()) {
                assertThatThrownBy(() -> Samples.file(writer, bare)).as(writer.id())
                        .isInstanceOf(IllegalStateException.class);
            } else {
                assertThat(Samples.file(writer, bare)).as(writer.id()).isEqualTo(Samples.file(writer, model));
            }
        }
    }

    @Test
    void theFrontTurnsEveryFormat() {
        for (ModelWriter writer : ModelWriters.ALL) {
            assertThat(file(writer, OptionalDouble.empty(), Front.REFERENCE)).as(writer.id())
                    .isNotEqualTo(file(writer));
        }
    }

    /** Two boxes that almost meet along an edge: apart as floats, one edge of four faces on a grid of 16 bits. */
    private static TexturedMesh almostTouching() {
        int[] box = {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5,
                3,
                7, 5};
        float[] p = new float[48];
        int[] t = new int[72];
        for (int b = 0; b < 2; b++) {
            for (int v = 0; v < 8; v++) {
                for (int k = 0; k < 3; k++) {
                    float low = b == 0 || k == 2 ? -0.5f : 1e-6f, high = b == 1 || k == 2 ? 0.6f : 0;
                    p[24 * b + 3 * v + k] = (v >> k & 1) == 0 ? low : high;
                }
            }
            for (int i = 0; i < 36; i++) t[36 * b + i] = box[i] + 8 * b;
        }
        float[] n = new float[48], uv = new float[32], tangents = new float[64];
        for (int v = 0; v < 16; v++) n[3 * v] = tangents[4 * v + 1] = tangents[4 * v + 3] = 1;
        return new TexturedMesh(p, n, uv, tangents, t, false);
    }

    @ParameterizedTest
    @EnumSource(GeometryCompression.class)
    void theManifestSaysOfTheMeshWhatIsMeasuredOnTheFile(GeometryCompression compression) throws IOException {
        FinishedModel boxes = Samples.finished("boxes", almostTouching(), Samples.material(AlphaMode.OPAQUE));
        for (Front front : Front.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Parallel one = new Parallel(1)) {
                WrittenMesh written = ModelWriters.GLB.write(boxes, new WriteSettings(TextureFormat.PNG, compression,
                        front), one, out);
                GlbModel read = GlbReader.read(out.toByteArray());
                assertThat(read.extras().get("mesh")).isEqualTo(written.facts());
                assertThat(ModelReport.of(read, one).mesh()).isEqualTo(written);
                assertThat(written.solid().nonManifoldEdges()).isEqualTo(compression == GeometryCompression.NONE
                        ? 0
                        : 1);
            }
        }
    }

    private byte[] file(ModelWriter writer) { return file(writer, OptionalDouble.empty(), Front.GLTF); }

    private byte[] file(ModelWriter writer, double millimetres) {
        return file(writer, OptionalDouble.of(millimetres / 1000), Front.GLTF);
    }

    private byte[] file(ModelWriter writer, OptionalDouble height, Front front) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Parallel one = new Parallel(1)) {
            writer.write(model, new WriteSettings(TextureFormat.PNG, GeometryCompression.NONE, front, Pivot.ORIGIN,
                    height), one,
                    out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] file(Map<String, byte[]> files, String name) { return files.getOrDefault(name, new byte[0]); }

    private static String text(byte[] bytes) { return new String(bytes, StandardCharsets.US_ASCII); }

    private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry())
                files.put(e.getName(), in
                        .readAllBytes());
        }
        return files;
    }
}
