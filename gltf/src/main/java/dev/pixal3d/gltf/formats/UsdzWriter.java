// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbTexture;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * USDZ for Apple's viewers: a text layer with UsdPreviewSurface materials and PNG textures, stored without compression
 * and aligned to 64 bytes. One unit is a metre, y is up.
 */
public final class UsdzWriter {
    private static final String LAYER = "model.usda";

    private final StringBuilder out = new StringBuilder();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final TextureFiles textures = new TextureFiles(files, "textures/");

    private UsdzWriter() {}

    /** The file. */
    public static byte[] write(GlbModel model) {
        UsdzWriter writer = new UsdzWriter();
        writer.files.put(LAYER, new byte[0]);
        writer.layer(model);
        writer.files.put(LAYER, writer.out.toString().getBytes(StandardCharsets.US_ASCII));
        return Archives.aligned(writer.files);
    }

    private void layer(GlbModel model) {
        out.append("""
                #usda 1.0
                (
                    customLayerData = {
                        string creator = "Pixal3D for Java"
                    }
                    defaultPrim = "Model"
                    metersPerUnit = 1
                    upAxis = "Y"
                )

                def Xform "Model" (
                    assetInfo = {
                        string name = "Model"
                    }
                    kind = "component"
                )
                {
                """);
        for (int i = 0; i < model.primitives().size(); i++) mesh(model.primitives().get(i).mesh(), i);
        out.append("    def Scope \"Materials\"\n    {\n");
        for (int i = 0; i < model.primitives().size(); i++) material(model.primitives().get(i).material(), i);
        out.append("    }\n}\n");
    }

    private void mesh(TexturedMesh mesh, int index) {
        Bounds box = Bounds.of(mesh.positions(), 3);
        out.append("""
                    def Mesh "Mesh_%d" (
                        prepend apiSchemas = ["MaterialBindingAPI"]
                    )
                    {
                        uniform bool doubleSided = %d
                        rel material:binding = </Model/Materials/Surface_%d>
                        uniform token subdivisionScheme = "none"
                """.formatted(index, mesh.doubleSided() ? 1 : 0, index));
        out.append("        float3[] extent = [").append(tuple(box.low(), 0, 3)).append(", ").append(tuple(box.high(), 0, 3))
                .append("]\n");
        out.append("        int[] faceVertexCounts = [3");
        out.append(", 3".repeat(mesh.triangleCount() - 1)).append("]\n        int[] faceVertexIndices = [");
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i++) out.append(i == 0 ? "" : ", ").append(t[i]);
        out.append("]\n");
        array("point3f[] points", mesh.positions(), 3, "");
        array("normal3f[] normals", mesh.normals(), 3, " (interpolation = \"vertex\")");
        if (mesh.uvs().length > 0) {
            float[] st = mesh.uvs().clone();
            for (int i = 1; i < st.length; i += 2) st[i] = 1 - st[i];
            array("texCoord2f[] primvars:st", st, 2, " (interpolation = \"vertex\")");
        }
        out.append("    }\n\n");
    }

    private void array(String declaration, float[] values, int width, String metadata) {
        out.append("        ").append(declaration).append(" = [");
        for (int i = 0; i < values.length; i += width) out.append(i == 0 ? "" : ", ").append(tuple(values, i, width));
        out.append(']').append(metadata).append('\n');
    }

    private static String tuple(float[] values, int at, int width) {
        StringBuilder s = new StringBuilder("(");
        for (int k = 0; k < width; k++) s.append(k == 0 ? "" : ", ").append(values[at + k]);
        return s.append(')').toString();
    }

    private void material(GlbMaterial m, int index) {
        String path = "/Model/Materials/Surface_" + index;
        float[] f = m.baseColorFactor();
        boolean alpha = m.alphaMode() != AlphaMode.OPAQUE;
        StringBuilder inputs = new StringBuilder();
        connect(inputs, "color3f", "diffuseColor", m.baseColor().isPresent(), path, "BaseColor.outputs:rgb", "(" + f[0]
                + ", " + f[1] + ", " + f[2] + ")");
        boolean data = m.metallicRoughness().isPresent();
        connect(inputs, "float", "roughness", data, path, "Data.outputs:g", String.valueOf(m.roughnessFactor()));
        connect(inputs, "float", "metallic", data, path, "Data.outputs:b", String.valueOf(m.metallicFactor()));
        if (m.occlusion().isPresent()) connect(inputs, "float", "occlusion", true, path, "Data.outputs:r", "1");
        if (m.normal().isPresent()) connect(inputs, "normal3f", "normal", true, path, "Normal.outputs:rgb", "");
        if (alpha)
            connect(inputs, "float", "opacity", m.baseColor().isPresent(), path, "BaseColor.outputs:a", String
                    .valueOf(f[3]));
        if (m.alphaMode() == AlphaMode.MASK) {
            inputs.append("                float inputs:opacityThreshold = ").append(m.alphaCutoff()).append('\n');
        }
        out.append("""
                        def Material "Surface_%1$d"
                        {
                            token outputs:surface.connect = <%2$s/Preview.outputs:surface>

                            def Shader "Preview"
                            {
                                uniform token info:id = "UsdPreviewSurface"
                %3$s                token outputs:surface
                            }

                            def Shader "Reader"
                            {
                                uniform token info:id = "UsdPrimvarReader_float2"
                                string inputs:varname = "st"
                                float2 outputs:result
                            }
                """.formatted(index, path, inputs));
        texture("BaseColor", m.baseColor(), path, textureName(m.baseColor(), "base_color", alpha), "sRGB", tuple(f, 0,
                4), "(0, 0, 0, 0)");
        texture("Data", m.metallicRoughness(), path, textureName(m.metallicRoughness(), "metallic_roughness", false),
                "raw", "(1, " + m.roughnessFactor() + ", " + m.metallicFactor() + ", 1)", "(0, 0, 0, 0)");
        texture("Normal", m.normal(), path, textureName(m.normal(), "normal", false), "raw", "(2, 2, 2, 1)",
                "(-1, -1, -1, 0)");
        out.append("        }\n");
    }

    private String textureName(Optional<GlbTexture> texture, String name, boolean alpha) {
        return texture.map(t -> textures.add(t, name, alpha)).orElse("");
    }

    private static void connect(StringBuilder inputs, String type, String name, boolean connected, String path,
            String source, String value) {
        inputs.append("                ").append(type).append(" inputs:").append(name);
        if (connected) inputs.append(".connect = <").append(path).append('/').append(source).append(">\n");
        else inputs.append(" = ").append(value).append('\n');
    }

    private void texture(String name, Optional<GlbTexture> texture, String path, String file, String space,
            String scale,
            String bias) {
        if (texture.isEmpty()) return;
        out.append("""

                            def Shader "%1$s"
                            {
                                uniform token info:id = "UsdUVTexture"
                                asset inputs:file = @%2$s@
                                float2 inputs:st.connect = <%3$s/Reader.outputs:result>
                                token inputs:sourceColorSpace = "%4$s"
                                float4 inputs:scale = %5$s
                                float4 inputs:bias = %6$s
                                token inputs:wrapS = "%7$s"
                                token inputs:wrapT = "%8$s"
                                float outputs:r
                                float outputs:g
                                float outputs:b
                                float outputs:a
                                float3 outputs:rgb
                            }
                """.formatted(name, file, path, space, scale, bias, texture.get().repeatS() ? "repeat" : "clamp",
                texture
                        .get().repeatT() ? "repeat" : "clamp"));
    }
}
