// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a GLB without any other tool: that it can be read at all, and what a reader takes on trust - bounds of
 * positions, unit normals and tangents, alignment, targets, degenerate triangles. The Khronos validator checks more;
 * the tests run it on files of every kind this package writes.
 */
public final class GltfValidator {
    private static final double UNIT_TOLERANCE = 0.005, QUANTIZED_TOLERANCE = 0.013;

    private final JsonPath root;
    private final List<JsonPath> views, list;
    private final Accessors accessors;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    /** How bad a finding is. */
    public enum Severity {
        /** The file is not valid glTF. */
        ERROR,
        /** Valid, but readers may stumble. */
        WARNING
    }

    /**
     * A finding.
     *
     * @param where
     *            the place in the file's JSON; empty for the file as a whole
     */
    public record Finding(Severity severity, String where, String message) {}

    private GltfValidator(byte[] file) {
        GlbChunks chunks = GlbChunks.of(file);
        root = chunks.json();
        views = root.objects("bufferViews");
        list = root.objects("accessors");
        AllocationBudget budget = new AllocationBudget(file.length);
        accessors = new Accessors(root, new BufferViews(chunks, budget), budget);
    }

    /** What is wrong with a file; empty when nothing was found. Never throws for a bad file. */
    public static List<Finding> validate(byte[] file) {
        try {
            GlbReader.read(file);
            return new GltfValidator(file).run();
        } catch (ProblemException e) {
            return List.of(new Finding(Severity.ERROR, "", String.valueOf(e.getMessage())));
        }
    }

    private List<Finding> run() {
        for (JsonPath accessor : list) alignment(accessor);
        for (JsonPath mesh : root.objects("meshes")) {
            for (JsonPath primitive : mesh.objects("primitives")) primitive(primitive);
        }
        if (root.texts("extensionsRequired").stream().anyMatch(e -> !root.texts("extensionsUsed").contains(e))) {
            report(Severity.ERROR, root, "extensionsRequired names an extension that extensionsUsed does not");
        }
        return findings;
    }

    private void report(Severity severity, JsonPath at, String message) {
        findings.add(new Finding(severity, at.path(), message));
    }

    private void alignment(JsonPath accessor) {
        Optional<Integer> view = accessor.index("bufferView", views);
        if (view.isEmpty()) return;
        int size = switch (accessor.integer("componentType", 0, 65535)) {
            case VertexStream.BYTE, VertexStream.UNSIGNED_BYTE -> 1;
            case VertexStream.SHORT, VertexStream.UNSIGNED_SHORT -> 2;
            default -> 4;
        };
        int offset = accessor.integer("byteOffset", 0, Integer.MAX_VALUE, 0), start = views.get(view.get()).integer(
                "byteOffset", 0, Integer.MAX_VALUE, 0);
        if ((start + offset) % size != 0) {
            report(Severity.ERROR, accessor, "not aligned to its component size (got byte %d, allowed multiples of %d)"
                    .formatted(start + offset, size));
        }
    }

    private void primitive(JsonPath primitive) {
        JsonPath attributes = primitive.object("attributes");
        for (String name : List.of("POSITION", "NORMAL", "TANGENT", "TEXCOORD_0")) {
            Optional<Integer> index = attributes.index(name, list);
            if (index.isEmpty() || !seen.add(name + index.get())) continue;
            JsonPath accessor = list.get(index.get());
            target(accessor, primitive, 34962);
            if (views.get(accessor.integer("bufferView", 0, views.size() - 1)).integer("byteStride", 4, 252, 4)
                    % 4 != 0) {
                report(Severity.ERROR, accessor, "the stride of vertex attributes must be a multiple of 4");
            }
            switch (name) {
                case "POSITION" -> bounds(accessor, index.get());
                case "NORMAL" -> unit(accessor, index.get(), 3);
                case "TANGENT" -> unit(accessor, index.get(), 4);
                default -> {}
            }
        }
        int vertices = list.get(attributes.integer("POSITION", 0, list.size() - 1)).integer("count", 1,
                Integer.MAX_VALUE);
        Optional<Integer> indices = primitive.index("indices", list);
        if (indices.isEmpty() || !seen.add("indices" + indices.get())) return;
        JsonPath accessor = list.get(indices.get());
        target(accessor, primitive, 34963);
        int[] t = accessors.indices(indices.get(), vertices);
        int degenerate = 0;
        for (int i = 0; i + 2 < t.length; i += 3) {
            if (t[i] == t[i + 1] || t[i + 1] == t[i + 2] || t[i + 2] == t[i]) degenerate++;
        }
        boolean triangles = primitive.integer("mode", 0, 6, 4) == 4;
        if (triangles && t.length % 3 != 0)
            report(Severity.ERROR, accessor, "no whole number of triangles (got %d indices)"
                    .formatted(t.length));
        if (triangles && degenerate > 0)
            report(Severity.WARNING, accessor, "%d triangles use a vertex twice".formatted(
                    degenerate));
        if (accessor.integer("componentType", 0, 65535) == VertexStream.UNSIGNED_SHORT && vertices > 65535) {
            report(Severity.ERROR, accessor, "index 65535 is reserved; this many vertices need 32-bit indices");
        }
    }

    private void target(JsonPath accessor, JsonPath primitive, int wanted) {
        JsonPath view = views.get(accessor.integer("bufferView", 0, views.size() - 1));
        int target = view.integer("target", 0, 65535, 0);
        if (target == 0)
            report(Severity.WARNING, view, "no target; name %d for use by %s".formatted(wanted, primitive
                    .path()));
        else
            if (target != wanted)
                report(Severity.ERROR, view, "wrong target (got %d, allowed %d)".formatted(target,
                        wanted));
    }

    private void bounds(JsonPath accessor, int index) {
        if (!accessor.has("min") || !accessor.has("max")) {
            report(Severity.ERROR, accessor, "positions without min and max");
            return;
        }
        float[] min = accessor.numbers("min", 0, 0, 0), max = accessor.numbers("max", 0, 0, 0);
        Bounds box = Bounds.of(accessors.floats(index, 3), 3);
        float unit = !accessor.flag("normalized") ? 1 : switch (accessor.integer("componentType", 0, 65535)) {
            case VertexStream.BYTE -> 127;
            case VertexStream.UNSIGNED_BYTE -> 255;
            case VertexStream.SHORT -> 32767;
            default -> 65535;
        };
        float slack = unit == 1 ? 0 : 0.01f;
        for (int k = 0; k < 3; k++) {
            float low = box.low()[k] * unit, high = box.high()[k] * unit;
            if (Math.abs(min[k] - low) <= slack && Math.abs(max[k] - high) <= slack) continue;
            report(Severity.ERROR, accessor, "min and max are not those of the data (got %s to %s, allowed %s to %s)"
                    .formatted(min[k], max[k], low, high));
        }
    }

    private void unit(JsonPath accessor, int index, int width) {
        float[] v = accessors.floats(index, width);
        double tolerance = accessor.integer("componentType", 0, 65535) == VertexStream.FLOAT
                ? UNIT_TOLERANCE
                : QUANTIZED_TOLERANCE;
        int wrong = 0, signs = 0;
        for (int i = 0; i < v.length; i += width) {
            double length = Math
                    .sqrt((double) v[i] * v[i] + (double) v[i + 1] * v[i + 1] + (double) v[i + 2] * v[i + 2]);
            if (!(Math.abs(length - 1) <= tolerance)) wrong++;
            if (width == 4 && Math.abs(v[i + 3]) != 1) signs++;
        }
        if (wrong > 0)
            report(Severity.ERROR, accessor, "%d of %d directions are not of length 1".formatted(wrong,
                    v.length / width));
        if (signs > 0)
            report(Severity.ERROR, accessor, "%d of %d tangents have a w that is not 1 or -1".formatted(signs,
                    v.length / width));
    }
}
