// SPDX-License-Identifier: MIT
package dev.pixal3d.training.files;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.GlbTexture;
import dev.pixal3d.image.ImageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads Wavefront OBJ: positions, texture coordinates, polygons, diffuse colours and diffuse pictures. */
final class ObjFile {
    private static final GlbMaterial GREY = material("none", new float[]{0.6f, 0.6f, 0.6f, 1}, Optional.empty());

    private final Path file;
    private final List<float[]> points = new ArrayList<>(), coordinates = new ArrayList<>();
    private final Map<String, GlbMaterial> materials = new HashMap<>();
    private final List<GlbTexture> textures = new ArrayList<>();
    private final Map<String, List<int[]>> corners = new LinkedHashMap<>();

    private ObjFile(Path file) { this.file = file; }

    static GlbModel read(Path file) throws IOException { return new ObjFile(file).model(); }

    private static List<String> lines(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    }

    private GlbModel model() throws IOException {
        List<int[]> current = corners.computeIfAbsent("", _ -> new ArrayList<>());
        for (String line : lines(file)) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "v" -> points.add(numbers(words, 3));
                case "vt" -> coordinates.add(numbers(words, 2));
                case "mtllib" -> library(file.resolveSibling(line.strip().substring(6).strip()));
                case "usemtl" -> current = corners.computeIfAbsent(words.length > 1 ? words[1] : "",
                        _ -> new ArrayList<>());
                case "f" -> {
                    for (int i = 3; i < words.length; i++) {
                        for (int k : new int[]{1, i - 1, i}) current.add(corner(words[k]));
                    }
                }
                default -> {}
            }
        }
        List<GlbPrimitive> primitives = new ArrayList<>();
        corners.forEach((name, list) -> {
            if (!list.isEmpty()) primitives.add(new GlbPrimitive(mesh(list), materials.getOrDefault(name, GREY)));
        });
        return new GlbModel("", Map.of(), List.of(), primitives, textures, List.of());
    }

    private static float[] numbers(String[] words, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count && i + 1 < words.length; i++) out[i] = Float.parseFloat(words[i + 1]);
        return out;
    }

    private int[] corner(String word) {
        String[] parts = word.split("/");
        int p = Integer.parseInt(parts[0]),
                t = parts.length > 1 && !parts[1].isEmpty() ? Integer.parseInt(parts[1]) : 0;
        return new int[]{p > 0 ? p - 1 : points.size() + p, t > 0 ? t - 1 : t < 0 ? coordinates.size() + t : -1};
    }

    /** Vertices are shared where position and texture coordinate are; normals come from the faces around a position. */
    private TexturedMesh mesh(List<int[]> list) {
        Map<Long, Integer> known = new HashMap<>();
        List<int[]> vertices = new ArrayList<>();
        int[] triangles = new int[list.size()], byPoint = new int[list.size()];
        for (int i = 0; i < triangles.length; i++) {
            int[] c = list.get(i);
            triangles[i] = known.computeIfAbsent((long) c[0] << 32 | c[1] & 0xffffffffL, _ -> {
                vertices.add(c);
                return vertices.size() - 1;
            });
            byPoint[i] = c[0];
        }
        float[] all = new float[3 * points.size()];
        for (int i = 0; i < points.size(); i++) System.arraycopy(points.get(i), 0, all, 3 * i, 3);
        float[] smooth = VertexNormals.of(new Mesh(all, byPoint));
        int n = vertices.size();
        float[] p = new float[3 * n], normals = new float[3 * n], uv = new float[2 * n];
        for (int i = 0; i < n; i++) {
            int[] c = vertices.get(i);
            System.arraycopy(all, 3 * c[0], p, 3 * i, 3);
            System.arraycopy(smooth, 3 * c[0], normals, 3 * i, 3);
            if (c[1] < 0) continue;
            uv[2 * i] = coordinates.get(c[1])[0];
            uv[2 * i + 1] = 1 - coordinates.get(c[1])[1];
        }
        return new TexturedMesh(p, normals, uv, new float[4 * n], triangles, true);
    }

    private void library(Path mtl) throws IOException {
        if (!Files.exists(mtl)) return;
        String name = "";
        float[] color = {0.6f, 0.6f, 0.6f, 1};
        Optional<GlbTexture> picture = Optional.empty();
        for (String line : lines(mtl)) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "newmtl" -> {
                    materials.put(name, material(name, color, picture));
                    name = words.length > 1 ? words[1] : "";
                    color = new float[]{0.6f, 0.6f, 0.6f, 1};
                    picture = Optional.empty();
                }
                case "Kd" -> System.arraycopy(numbers(words, 3), 0, color, 0, 3);
                case "map_Kd" -> {
                    Path path = mtl.resolveSibling(words[words.length - 1]);
                    if (Files.exists(path)) {
                        picture = Optional.of(new GlbTexture(ImageDecoder.decode(Files.readAllBytes(path)), "", 0, true,
                                true));
                        textures.add(picture.get());
                        color = new float[]{1, 1, 1, 1};
                    }
                }
                default -> {}
            }
        }
        materials.put(name, material(name, color, picture));
    }

    private static GlbMaterial material(String name, float[] color, Optional<GlbTexture> picture) {
        return new GlbMaterial(name, color, 0, 0.7f, picture, Optional.empty(), Optional.empty(), 1, Optional.empty(),
                1, AlphaMode.OPAQUE, 0.5f, true);
    }
}
