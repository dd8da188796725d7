// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.mesh.Mesh;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Positions and polygons of a PLY: text or binary, in either byte order, with any other properties. */
final class PlyReader {
    private static final String END = "end_header";

    /**
     * One property of an element.
     *
     * @param lengthType
     *            of a list's length; empty when it is no list
     */
    private record Property(String name, String type, String lengthType) {}

    private record Element(String name, int count, List<Property> properties) {}

    private final List<Element> elements = new ArrayList<>();
    private final ByteBuffer in;
    private final StringTokenizer words;
    private final boolean text;
    private final MeshBuilder mesh = new MeshBuilder("ply");

    private PlyReader(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, 1 << 16), StandardCharsets.ISO_8859_1);
        int end = start.indexOf(END);
        int body = end < 0 ? -1 : start.indexOf('\n', end) + 1;
        if (!start.startsWith("ply") || body <= 0) {
            throw Problem
                    .unusable("ply: no PLY header (got \"%s\", allowed \"ply\" to \"end_header\"). Export it again."
                            .formatted(start.substring(0, Math.min(8, start.length())).strip()))
                    .exception();
        }
        String format = "";
        for (String line : start.substring(0, end).split("\\R")) {
            String[] part = line.strip().split("\\s+");
            if (part[0].equals("format") && part.length > 1) format = part[1];
            if (part[0].equals("element") && part.length > 2) {
                elements.add(new Element(part[1], Words.whole("ply", part[2]), new ArrayList<>()));
            }
            if (part[0].equals("property") && part.length > 2 && !elements.isEmpty()) {
                boolean list = part[1].equals("list") && part.length > 4;
                elements.getLast().properties.add(new Property(part[part.length - 1], part[list ? 3 : 1],
                        list ? part[2] : ""));
            }
        }
        text = format.equals("ascii");
        in = ByteBuffer.wrap(file, body, file.length - body).order(
                format.equals("binary_big_endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        words = new StringTokenizer(text
                ? new String(file, body, file.length - body, StandardCharsets.ISO_8859_1)
                : "");
    }

    static Mesh read(byte[] file) {
        try {
            PlyReader reader = new PlyReader(file);
            for (Element element : reader.elements) {
                // each property takes a byte at least
                if ((long) element.count * Math.max(1, element.properties.size()) > file.length) {
                    throw new BufferUnderflowException();
                }
                reader.element(element);
            }
            return reader.mesh.mesh();
        } catch (BufferUnderflowException e) {
            throw Problem.unusable("ply: the file ends early (got %d bytes). Copy or export it again."
                    .formatted(file.length)).exception();
        }
    }

    private void element(Element element) {
        boolean vertices = element.name.equals("vertex");
        for (int i = 0; i < element.count; i++) {
            double[] point = new double[3];
            for (Property property : element.properties) {
                if (!property.lengthType.isEmpty()) {
                    list(property, element.name.equals("face") && property.name.startsWith("vertex_ind"));
                    continue;
                }
                double value = value(property.type);
                int axis = property.name.length() == 1 ? "xyz".indexOf(property.name) : -1;
                if (axis >= 0) point[axis] = value;
            }
            if (vertices) mesh.vertex(point[0], point[1], point[2]);
        }
    }

    private void list(Property property, boolean corners) {
        int length = (int) value(property.lengthType);
        for (int k = 0; k < length; k++) {
            double value = value(property.type);
            if (corners) mesh.corner((int) value);
        }
        if (corners) mesh.endPolygon();
    }

    private double value(String type) {
        if (text) return Words.number("ply", words);
        return switch (type) {
            case "char", "int8" -> in.get();
            case "uchar", "uint8" -> Byte.toUnsignedInt(in.get());
            case "short", "int16" -> in.getShort();
            case "ushort", "uint16" -> Short.toUnsignedInt(in.getShort());
            case "int", "int32" -> in.getInt();
            case "uint", "uint32" -> Integer.toUnsignedLong(in.getInt());
            case "float", "float32" -> in.getFloat();
            case "double", "float64" -> in.getDouble();
            default -> throw unknown(type);
        };
    }

    private static ProblemException unknown(String type) {
        return Problem.unusable("ply: a property has an unknown type (got \"%s\", allowed char to double)."
                .formatted(type) + " Export the file again.").exception();
    }
}
