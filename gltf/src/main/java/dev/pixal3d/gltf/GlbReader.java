// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads binary glTF 2.0: the triangles of the default scene with transforms applied, materials, textures (PNG, JPEG,
 * WebP), quantised attributes, meshopt-compressed views, sparse accessors, texture transforms. Animation, skins,
 * morphs, cameras, lights, points and lines are left out; what a viewer would miss is said in {@link GlbModel#notes}.
 * Thread-safe.
 *
 * <p>
 * The file may be hostile: every index, length and number is checked, and what may be allocated is bounded by the
 * file's size.
 */
public final class GlbReader {
    /** Extensions that change what the data means and that are honoured here. */
    private static final Set<String> UNDERSTOOD = Set.of("EXT_texture_webp", "KHR_mesh_quantization",
            "EXT_meshopt_compression", "KHR_meshopt_compression", "KHR_materials_unlit", "KHR_texture_transform");
    /**
     * Extensions that a file may call required and that are left out all the same: light, shading, pictures in other
     * formats, animation and notes about the file. What is left is the surface, which is what this reader is for.
     */
    private static final Set<String> LEFT_OUT = Set.of("KHR_lights_punctual", "EXT_lights_image_based",
            "EXT_lights_ies", "KHR_texture_basisu", "EXT_texture_avif", "MSFT_texture_dds", "KHR_animation_pointer",
            "KHR_xmp", "KHR_xmp_json_ld", "KHR_node_visibility", "KHR_node_selectability", "KHR_node_hoverability");
    private static final String SHADING = "KHR_materials_", DRACO = "KHR_draco_mesh_compression";
    private static final int TRIANGLES = 4;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JsonPath root;
    private final AllocationBudget budget;
    private final Accessors accessors;
    private final Optional<GlbMaterials> materials;
    private final List<GlbPrimitive> primitives = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private GlbReader(byte[] file, boolean materials) {
        GlbChunks chunks = GlbChunks.of(file);
        root = chunks.json();
        String version = root.object("asset").text("version", "");
        if (!version.startsWith("2.")) throw root.wrong("asset/version", "not supported", "'" + version + "'", "2.0");
        for (String extension : root.texts("extensionsRequired")) {
            if (UNDERSTOOD.contains(extension)) continue;
            if (LEFT_OUT.contains(extension) || extension.startsWith(SHADING)) {
                notes.add(extension + ": left out");
            } else if (extension.equals(DRACO)) {
                throw compressed(root, "extensionsRequired");
            } else {
                throw root.unsupported("extensionsRequired", "not supported", extension, String.join(", ",
                        new TreeSet<>(UNDERSTOOD)));
            }
        }
        budget = new AllocationBudget(file.length);
        BufferViews views = new BufferViews(chunks, budget);
        accessors = new Accessors(root, views, budget);
        this.materials = materials ? Optional.of(new GlbMaterials(root, views, notes)) : Optional.empty();
    }

    /**
     * Reads a file.
     *
     * @throws ProblemException
     *             when it is damaged or needs something that is not supported; the message names the place
     */
    public static GlbModel read(byte[] file) { return new GlbReader(file, true).model(); }

    /**
     * Reads the triangles alone: no picture is decoded.
     *
     * @throws ProblemException
     *             as {@link #read}
     */
    public static GlbModel readGeometry(byte[] file) { return new GlbReader(file, false).model(); }

    private GlbModel model() {
        walk();
        JsonPath asset = root.object("asset");
        return new GlbModel(asset.text("generator", ""), extras(asset), root.texts("extensionsUsed"), List.copyOf(
                primitives), materials.map(GlbMaterials::textures).orElse(List.of()),
                notes.stream().distinct().toList());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> extras(JsonPath asset) {
        JsonNode extras = asset.node().path("extras");
        return extras.isObject() ? MAPPER.convertValue(extras, Map.class) : Map.of();
    }

    private record Placed(int node, Transform transform) {}

    private void walk() {
        List<JsonPath> nodes = root.objects("nodes"), scenes = root.objects("scenes"), meshes = root.objects("meshes");
        boolean[] seen = new boolean[nodes.size()];
        Deque<Placed> open = new ArrayDeque<>();
        for (int n : roots(nodes, scenes)) open.addLast(new Placed(n, Transform.IDENTITY));
        while (!open.isEmpty()) {
            Placed at = open.removeFirst();
            JsonPath node = nodes.get(at.node);
            if (seen[at.node]) {
                throw Problem.unusable(
                        ("%s: has two parents or is its own ancestor (allowed one parent). The file is damaged; "
                                + "export it again.")
                                .formatted(node.path()))
                        .exception();
            }
            seen[at.node] = true;
            Transform here = at.transform.after(Transform.of(node));
            Optional<Integer> mesh = node.index("mesh", meshes);
            if (mesh.isPresent()) {
                for (JsonPath p : meshes.get(mesh.get()).objects("primitives")) {
                    if (p.integer("mode", 0, 6, TRIANGLES) < TRIANGLES)
                        notes.add(p.path()
                                + ": points or lines, left out");
                    else
                        primitives.add(primitive(p, here));
                }
            }
            for (int child : node.indices("children", nodes)) open.addLast(new Placed(child, here));
        }
    }

    private List<Integer> roots(List<JsonPath> nodes, List<JsonPath> scenes) {
        if (!scenes.isEmpty()) return scenes.get(root.index("scene", scenes).orElse(0)).indices("nodes", nodes);
        boolean[] child = new boolean[nodes.size()];
        for (JsonPath node : nodes) for (int c : node.indices("children", nodes)) child[c] = true;
        List<Integer> roots = new ArrayList<>();
        for (int i = 0; i < child.length; i++) if (!child[i]) roots.add(i);
        return roots;
    }

    private GlbPrimitive primitive(JsonPath json, Transform place) {
        JsonPath attributes = json.object("attributes");
        uncompressed(json, attributes);
        float[] positions = attribute(attributes, "POSITION", 3, -1).orElseThrow(() -> attributes.wrong("POSITION",
                "missing", "nothing", "an accessor"));
        int vertices = positions.length / 3;
        UvMapping mapping = materials.map(m -> m.mapping(json)).orElse(UvMapping.DEFAULT);
        float[] uvs = mapping.apply(attribute(attributes, "TEXCOORD_" + mapping.set(), 2, vertices).orElse(
                new float[0]));
        float[] tangents = attribute(attributes, "TANGENT", 4, vertices).orElse(new float[0]);
        Optional<float[]> normals = attribute(attributes, "NORMAL", 3, vertices);
        if (attributes.has("COLOR_0")) notes.add(json.path() + ": colours of vertices, left out");
        int[] triangles = triangles(json, vertices);
        GlbMaterial material = materials.map(m -> m.of(json)).orElse(GlbMaterial.DEFAULT);
        TexturedMesh mesh = new TexturedMesh(positions, normals.orElse(new float[0]), uvs, tangents, triangles, material
                .doubleSided());
        if (normals.isEmpty()) mesh = FlatNormals.of(mesh, budget, json.path());
        return new GlbPrimitive(place.isIdentity() ? mesh : placed(mesh, place), material);
    }

    /** Draco's data is in an extension; the accessors then may be there for other readers or may be empty. */
    private void uncompressed(JsonPath json, JsonPath attributes) {
        Optional<JsonPath> draco = json.optionalObject("extensions").flatMap(e -> e.optionalObject(DRACO));
        boolean plain = attributes.index("POSITION", accessors.list())
                .map(i -> accessors.list().get(i).has("bufferView"))
                .orElse(false);
        if (draco.isPresent() && !plain) throw compressed(json, "extensions");
    }

    private static ProblemException compressed(JsonPath json, String key) {
        return json.unsupported(key, "compressed in a way that is not read", DRACO,
                "none, KHR_mesh_quantization or EXT_meshopt_compression");
    }

    private Optional<float[]> attribute(JsonPath attributes, String name, int width, int vertices) {
        Optional<float[]> values = attributes.index(name, accessors.list()).map(i -> accessors.floats(i, width));
        if (values.isPresent() && vertices >= 0 && values.get().length != width * vertices) {
            throw attributes.wrong(name, "not one value a vertex", String.valueOf(values.get().length / width), String
                    .valueOf(vertices));
        }
        return values;
    }

    private int[] triangles(JsonPath json, int vertices) {
        int mode = json.integer("mode", 0, 6, TRIANGLES);
        int[] order = json.index("indices", accessors.list()).map(i -> accessors.indices(i, vertices)).orElseGet(() -> {
            int[] all = new int[budget.take(vertices, json.path())];
            java.util.Arrays.setAll(all, i -> i);
            return all;
        });
        if (mode == TRIANGLES)
            return order.length % 3 == 0 ? order : java.util.Arrays.copyOf(order, order.length / 3 * 3);
        int count = Math.max(0, order.length - 2);
        int[] out = new int[budget.take(3L * count, json.path())];
        for (int t = 0; t < count; t++) {
            out[3 * t] = mode == 6 ? order[0] : order[t];
            out[3 * t + 1] = order[mode == 6 ? t + 1 : t + 1 + t % 2];
            out[3 * t + 2] = order[mode == 6 ? t + 2 : t + 2 - t % 2];
        }
        return out;
    }

    private static TexturedMesh placed(TexturedMesh mesh, Transform place) {
        int[] triangles = mesh.triangles();
        float[] tangents = place.directions(mesh.tangents(), 4);
        if (place.mirrors()) {
            triangles = triangles.clone();
            for (int t = 0; t < triangles.length; t += 3) {
                int b = triangles[t + 1];
                triangles[t + 1] = triangles[t + 2];
                triangles[t + 2] = b;
            }
            for (int i = 3; i < tangents.length; i += 4) tangents[i] = -tangents[i];
        }
        return new TexturedMesh(place.points(mesh.positions()), place.directions(mesh.normals(), 3), mesh.uvs(),
                tangents, triangles, mesh.doubleSided());
    }
}
