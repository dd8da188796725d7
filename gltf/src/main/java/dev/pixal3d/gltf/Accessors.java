// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.nio.ByteBuffer;
import java.util.List;

/** Reads accessors as floats or indices, whatever their component type (KHR_mesh_quantization). */
final class Accessors {
    private final List<JsonPath> accessors;
    private final BufferViews views;
    private final Budget budget;

    Accessors(JsonPath root, BufferViews views, Budget budget) {
        this.accessors = root.objects("accessors");
        this.views = views;
        this.budget = budget;
    }

    List<JsonPath> list() { return accessors; }

    /** Where the elements of an accessor lie. */
    private record Layout(ByteBuffer data, int offset, int stride, int count, int width, int type,
            boolean normalized) {}

    /** All numbers of an accessor with {@code width} components, normalised integers scaled to [0, 1] or [-1, 1]. */
    float[] floats(int index, int width) {
        JsonPath json = accessors.get(index);
        Layout at = layout(json, width);
        float[] out = new float[budget.take((long) at.count * width, json.path())];
        for (int i = 0, to = 0; i < at.count; i++) {
            for (int k = 0; k < width; k++) out[to++] = number(at, at.offset + i * at.stride + k * size(at.type));
        }
        for (float v : out) {
            if (!Float.isFinite(v))
                throw json.wrong("bufferView", "holds a value that is no number", String.valueOf(v),
                        "finite numbers");
        }
        return out;
    }

    int[] indices(int index, int vertices) {
        JsonPath json = accessors.get(index);
        Layout at = layout(json, 1);
        int[] out = new int[budget.take(at.count, json.path())];
        for (int i = 0; i < out.length; i++) {
            int from = at.offset + i * at.stride;
            int v = switch (at.type) {
                case VertexStream.UNSIGNED_BYTE -> at.data.get(from) & 0xff;
                case VertexStream.UNSIGNED_SHORT -> at.data.getShort(from) & 0xffff;
                case VertexStream.UNSIGNED_INT -> at.data.getInt(from);
                default -> throw json.wrong("componentType", "no type of indices", String.valueOf(at.type),
                        "5121, 5123 or 5125");
            };
            if (v < 0 || v >= vertices) {
                throw json.wrong("bufferView", "holds an index outside the vertices", String.valueOf(v & 0xffffffffL),
                        "0 to " + (vertices - 1));
            }
            out[i] = v;
        }
        return out;
    }

    private Layout layout(JsonPath json, int width) {
        String type = json.text("type", ""), wanted = width == 1 ? "SCALAR" : "VEC" + width;
        if (!type.equals(wanted)) throw json.wrong("type", "wrong for its use", type, wanted);
        if (json.has("sparse")) throw json.wrong("sparse", "not supported", "a sparse accessor", "plain accessors");
        int component = json.integer("componentType", VertexStream.BYTE, VertexStream.FLOAT);
        if (size(component) == 0)
            throw json.wrong("componentType", "unknown", String.valueOf(component),
                    "5120 to 5126 but 5124");
        int count = json.integer("count", 1, Integer.MAX_VALUE), bytes = size(component) * width;
        int view = json.index("bufferView", views.list()).orElseThrow(() -> json.wrong("bufferView", "missing",
                "nothing", "an index"));
        ByteBuffer data = views.bytes(view);
        int offset = json.integer("byteOffset", 0, Integer.MAX_VALUE, 0);
        int stride = views.stride(view) == 0 ? bytes : views.stride(view);
        if (offset + (count - 1L) * stride + bytes > data.limit()) {
            throw json.wrong("count", "more elements than its buffer view holds", String.valueOf(count), Math.max(0,
                    (data.limit() - (long) offset - bytes) / stride + 1) + " at most");
        }
        return new Layout(data, offset, stride, count, width, component, json.flag("normalized"));
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
