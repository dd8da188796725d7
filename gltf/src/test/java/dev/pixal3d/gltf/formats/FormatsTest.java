// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.image.ImageDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private final TexturedMesh sphere = Samples.sphere(36, 18);
    private final GlbModel model = GlbModel.of(List.of(sphere), Samples.material(AlphaMode.OPAQUE));

    @Test
    void stlIsClosedUprightAndInMillimetres() {
        byte[] stl = StlWriter.write(model, 60);
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
        assertThatThrownBy(() -> StlWriter.write(model, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void objIsAZipWithClosedGeometryAndAllTextures() throws IOException {
        Map<String, byte[]> files = unzip(ObjWriter.write(model, "thing"));
        assertThat(files.keySet()).containsExactly("thing.obj", "thing.mtl", "base_color.png", "roughness.png",
                "metallic.png", "normal.png");
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
        assertThat(ImageDecoder.decode(file(files, "roughness.png")).at(5, 7, 0)).isEqualTo(74);
        assertThat(text(file(files, "thing.mtl"))).contains("map_Kd base_color.png", "norm normal.png");
    }

    @Test
    void plyHasOneVertexAPointWithItsColour() {
        byte[] ply = PlyWriter.write(model);
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
        byte[] usdz = UsdzWriter.write(GlbModel.of(List.of(sphere), Samples.material(AlphaMode.MASK)));
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
        assertThat(names).containsExactly("model.usda", "textures/base_color.png", "textures/metallic_roughness.png",
                "textures/normal.png");
        String layer = text(file(unzip(usdz), "model.usda"));
        assertThat(layer).startsWith("#usda 1.0").contains("inputs:opacityThreshold = 0.5");
        assertThat(layer.chars().filter(c -> c == '{').count()).isEqualTo(layer.chars().filter(c -> c == '}').count());
    }

    @Test
    void everyFormatGivesTheSameBytesAgain() {
        assertThat(ObjWriter.write(model, "a")).isEqualTo(ObjWriter.write(model, "a"));
        assertThat(UsdzWriter.write(model)).isEqualTo(UsdzWriter.write(model));
        assertThat(PlyWriter.write(model)).isEqualTo(PlyWriter.write(model));
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
