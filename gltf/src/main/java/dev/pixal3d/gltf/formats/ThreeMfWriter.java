// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * 3MF, the format of slicers (core specification 1.3): millimetres, z up, standing on the plate; colours of the
 * vertices as a colour group of the materials extension, which slicers without colours leave alone. Colours are rounded
 * to 32 steps a channel, so that the group stays short.
 */
final class ThreeMfWriter implements PrintWriter {
    private static final String TYPES = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
            </Types>
            """;
    private static final String RELATIONS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
            <Relationship Target="/3D/3dmodel.model" Id="model" \
            Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
            </Relationships>
            """;
    private static final int STEP = 8;

    @Override
    public String id() { return "3mf"; }

    @Override
    public String mediaType() { return "model/3mf"; }

    @Override
    public String description() { return "3MF for printing, in millimetres, with colours"; }

    @Override
    public WrittenMesh print(FinishedModel model, WeldedVertices onPlate, Parallel parallel, OutputStream out)
            throws IOException {
        Mesh mesh = onPlate.mesh();
        byte[] colors = new byte[3 * mesh.vertexCount()];
        for (int v = 0; v < onPlate.vertexOf().length; v++) {
            System.arraycopy(model.colors(), 3 * v, colors, 3 * onPlate.vertexOf()[v], 3);
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("[Content_Types].xml", TYPES.getBytes(StandardCharsets.UTF_8));
        files.put("_rels/.rels", RELATIONS.getBytes(StandardCharsets.UTF_8));
        byte[] document = document(model.name(), mesh, colors).getBytes(StandardCharsets.UTF_8);
        files.put("3D/3dmodel.model", document);
        out.write(Archives.zip(files));
        return WrittenMesh.of(ThreeMfReader.read(document), parallel);
    }

    private static String document(String name, Mesh mesh, byte[] colors) {
        String called = escaped(name);
        StringBuilder xml = new StringBuilder(120 * mesh.vertexCount()).append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <model unit="millimeter" xml:lang="en-US" \
                xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" \
                xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02">
                <metadata name="Title">%s</metadata>
                <metadata name="Application">Pixal3D for Java</metadata>
                <resources>
                <m:colorgroup id="1">
                """.formatted(called));
        int[] colorOf = palette(colors, xml);
        xml.append("</m:colorgroup>\n<object id=\"2\" type=\"model\" name=\"").append(called)
                .append("\" pid=\"1\" pindex=\"0\">\n<mesh>\n<vertices>\n");
        float[] p = mesh.positions();
        for (int i = 0; i < p.length; i += 3) {
            xml.append("<vertex x=\"").append(p[i]).append("\" y=\"").append(p[i + 1]).append("\" z=\"")
                    .append(p[i + 2]).append("\"/>\n");
        }
        xml.append("</vertices>\n<triangles>\n");
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) {
            xml.append("<triangle");
            for (int k = 0; k < 3; k++) attribute(xml, "v" + (k + 1), t[i + k]);
            xml.append(" pid=\"1\"");
            for (int k = 0; k < 3; k++) attribute(xml, "p" + (k + 1), colorOf[t[i + k]]);
            xml.append("/>\n");
        }
        return xml.append("""
                </triangles>
                </mesh>
                </object>
                </resources>
                <build>
                <item objectid="2"/>
                </build>
                </model>
                """).toString();
    }

    private static void attribute(StringBuilder xml, String name, int value) {
        xml.append(' ').append(name).append("=\"").append(value).append('"');
    }

    /** Writes the colours that occur, each once, and tells which one each vertex has. */
    private static int[] palette(byte[] colors, StringBuilder xml) {
        Map<Integer, Integer> indexOf = new LinkedHashMap<>();
        int[] colorOf = new int[colors.length / 3];
        for (int v = 0; v < colorOf.length; v++) {
            int rgb = 0;
            for (int k = 0; k < 3; k++) {
                int step = Math.min(255, (Byte.toUnsignedInt(colors[3 * v + k]) + STEP / 2) / STEP * STEP);
                rgb = rgb << 8 | step;
            }
            colorOf[v] = indexOf.computeIfAbsent(rgb, _ -> indexOf.size());
        }
        indexOf.keySet().forEach(rgb -> xml.append(String.format(Locale.ROOT, "<m:color color=\"#%06X\"/>\n", rgb)));
        return colorOf;
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", "").replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
