// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads accessors as floats or indices, whatever their component type (KHR_mesh_quantization). */
final class Accessors {
    private final List<JsonPath> accessors;
    private final BufferViews views;
    private final AllocationBudget budget;

    Accessors(JsonPath root, BufferViews views, AllocationBudget budget) {
        this.accessors = root.objects("accessors");
        this.views = views;
        this.budget = budget;
    }

    List<JsonPath> list() { return accessors; }

    /** Where the elements of an accessor lie. */
    private record Layout(ByteBuffer data, int offset, int stride, int count, int type, boolean normalized) {}

    /** All numbers of an accessor with {@code width} components, normalised integers scaled to [0, 1] or [-1, 1]. */
    float[] floats(int index, int width) {
        JsonPath json = accessors.get(index);
        int count = count(json, width), type = type(json, "componentType");
        Optional<Layout> dense = dense(json, type, count, width);
        float[] out = new float[budget.take((long) count * width, json.path())];
        dense.ifPresent(at -> {
            for (int i = 0; i < count; i++) numbers(at, i, width, out, i * width);
        });
        sparse(json, type, count, width, (place, at, i) -> numbers(at, i, width, out, place * width));
        for (float v : out) {
            if (!Float.isFinite(v))
                throw json.wrong("bufferView", "holds a value that is no number", String.valueOf(v),
                        "finite numbers");
        }
        return out;
    }

    int[] indices(int index, int vertices) {
        JsonPath json = accessors.get(index);
        int count = count(json, 1), type = type(json, "componentType");
        Optional<Layout> dense = dense(json, type, count, 1);
        int[] out = new int[budget.take(count, json.path())];
        dense.ifPresent(at -> {
            for (int i = 0; i < count; i++) out[i] = whole(at, i, json);
        });
        sparse(json, type, count, 1, (place, at, i) -> out[place] = whole(at, i, json));
        for (int v : out) {
            if (v < 0 || v >= vertices) {
                throw json.wrong("bufferView", "holds an index outside the vertices", String.valueOf(v & 0xffffffffL),
                        "0 to " + (vertices - 1));
            }
        }
        return out;
    }

    private static int count(JsonPath json, int width) {
        String type = json.text("type", ""), wanted = width == 1 ? "SCALAR" : "VEC" + width;
        if (!type.equals(wanted)) throw json.wrong("type", "wrong for its use", type, wanted);
        return json.integer("count", 1, Integer.MAX_VALUE);
    }

    private static int type(JsonPath json, String key) {
        int type = json.integer(key, VertexStream.BYTE, VertexStream.FLOAT);
        if (size(type) == 0) throw json.wrong(key, "unknown", String.valueOf(type), "5120 to 5126 but 5124");
        return type;
    }

    /** The elements themselves; without a buffer view they are all zero. */
    private Optional<Layout> dense(JsonPath json, int type, int count, int width) {
        return json.index("bufferView", views.list()).map(view -> layout(json, view, type, count, width,
                json.flag("normalized"), true));
    }

    /** Puts an element that differs from the dense ones in its place. */
    private interface Change {
        void put(int place, Layout from, int i);
    }

    private void sparse(JsonPath json, int type, int count, int width, Change change) {
        Optional<JsonPath> sparse = json.optionalObject("sparse");
        if (sparse.isEmpty()) return;
        int changed = sparse.get().integer("count", 1, count);
        JsonPath places = sparse.get().object("indices"), values = sparse.get().object("values");
        Layout to = layout(places, view(places), type(places, "componentType"), changed, 1, false, false);
        Layout from = layout(values, view(values), type, changed, width, json.flag("normalized"), false);
        for (int i = 0; i < changed; i++) {
            int place = whole(to, i, places);
            if (place < 0 || place >= count) {
                throw places.wrong("bufferView", "holds an index outside the accessor", String.valueOf(place), "0 to "
                        + (count - 1));
            }
            change.put(place, from, i);
        }
    }

    private int view(JsonPath json) {
        return json.index("bufferView", views.list()).orElseThrow(() -> json.wrong("bufferView", "missing", "nothing",
                "an index"));
    }

    private Layout layout(JsonPath json, int view, int type, int count, int width, boolean normalized,
            boolean interleaved) {
        ByteBuffer data = views.bytes(view);
        int bytes = size(type) * width, offset = json.integer("byteOffset", 0, Integer.MAX_VALUE, 0);
        int stride = !interleaved || views.stride(view) == 0 ? bytes : views.stride(view);
        if (offset + (count - 1L) * stride + bytes > data.limit()) {
            throw json.wrong("count", "more elements than its buffer view holds", String.valueOf(count), Math.max(0,
                    (data.limit() - (long) offset - bytes) / stride + 1) + " at most");
        }
        return new Layout(data, offset, stride, count, type, normalized);
    }

    private static void numbers(Layout at, int i, int width, float[] out, int to) {
        for (int k = 0; k < width; k++) out[to + k] = number(at, at.offset + i * at.stride + k * size(at.type));
    }

    private static int whole(Layout at, int i, JsonPath json) {
        int from = at.offset + i * at.stride;
        return switch (at.type) {
            case VertexStream.UNSIGNED_BYTE -> at.data.get(from) & 0xff;
            case VertexStream.UNSIGNED_SHORT -> at.data.getShort(from) & 0xffff;
            case VertexStream.UNSIGNED_INT -> at.data.getInt(from);
            default -> throw json.wrong("componentType", "no type of indices", String.valueOf(at.type),
                    "5121, 5123 or 5125");
        };
    }

    private static float number(Layout at, int from) {
        return switch (at.type) {
            case VertexStream.FLOAT -> at.data.getFloat(from);
            case VertexStream.BYTE -> at.normalized ? Math.max(-1, at.data.get(from) / 127f) : at.data.get(from);
            case VertexStream.UNSIGNED_BYTE -> (at.data.get(from) & 0xff) / (at.normalized ? 255f : 1);
            case VertexStream.SHORT -> at.normalized
                    ? Math.max(-1, at.data.getShort(from) / 32767f)
                    : at.data.getShort(
                            from);
            case VertexStream.UNSIGNED_SHORT -> (at.data.getShort(from) & 0xffff) / (at.normalized ? 65535f : 1);
            default -> at.data.getInt(from) & 0xffffffffL;
        };
    }

    private static int size(int componentType) {
        return switch (componentType) {
            case VertexStream.BYTE, VertexStream.UNSIGNED_BYTE -> 1;
            case VertexStream.SHORT, VertexStream.UNSIGNED_SHORT -> 2;
            case VertexStream.UNSIGNED_INT, VertexStream.FLOAT -> 4;
            default -> 0;
        };
    }
}
