// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.Material;

/** The text layer of a USDZ: one mesh, one material. Its textures go where it is told. */
final class UsdLayer {
    private final StringBuilder out;
    private final String name;
    private final String surface;

    /**
     * @param name
     *            of the prim; mesh and material have it in front
     */
    UsdLayer(String name, TexturedMesh mesh, Material material, TextureFiles textures) {
        this.name = name;
        surface = "/" + name + "/Materials/" + name + "_material";
        out = new StringBuilder(128 * mesh.vertexCount());
        out.append("""
                #usda 1.0
                (
                    customLayerData = {
                        string creator = "Pixal3D for Java"
                    }
                    defaultPrim = "%1$s"
                    metersPerUnit = 1
                    upAxis = "Y"
                )

                def Xform "%1$s" (
                    assetInfo = {
                        string name = "%1$s"
                    }
                    kind = "component"
                )
                {
                """.formatted(name));
        mesh(mesh);
        out.append("    def Scope \"Materials\"\n    {\n");
        material(material, textures);
        out.append("    }\n}\n");
    }

    String text() { return out.toString(); }

    private void mesh(TexturedMesh mesh) {
        Bounds box = Bounds.of(mesh.positions(), 3);
        out.append("""
                    def Mesh "%s_mesh" (
                        prepend apiSchemas = ["MaterialBindingAPI"]
                    )
                    {
                        uniform bool doubleSided = %d
                        rel material:binding = <%s>
                        uniform token subdivisionScheme = "none"
                """.formatted(name, mesh.doubleSided() ? 1 : 0, surface));
        array("float3[] extent", new float[]{box.low()[0], box.low()[1], box.low()[2], box.high()[0], box.high()[1],
                box.high()[2]}, 3, "");
        out.append("        int[] faceVertexCounts = [3");
        out.append(", 3".repeat(mesh.triangleCount() - 1)).append("]\n        int[] faceVertexIndices = [");
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i++) out.append(i == 0 ? "" : ", ").append(t[i]);
        out.append("]\n");
        array("point3f[] points", mesh.positions(), 3, "");
        array("normal3f[] normals", mesh.normals(), 3, " (interpolation = \"vertex\")");
        float[] st = mesh.uvs().clone();
        for (int i = 1; i < st.length; i += 2) st[i] = 1 - st[i];
        array("texCoord2f[] primvars:st", st, 2, " (interpolation = \"vertex\")");
        out.append("    }\n\n");
    }

    private void array(String declaration, float[] values, int width, String metadata) {
        out.append("        ").append(declaration).append(" = [");
        for (int i = 0; i < values.length; i += width) {
            out.append(i == 0 ? "(" : ", (");
            for (int k = 0; k < width; k++) out.append(k == 0 ? "" : ", ").append(values[i + k]);
            out.append(')');
        }
        out.append(']').append(metadata).append('\n');
    }

    private void material(Material material, TextureFiles textures) {
        boolean alpha = material.alphaMode() != AlphaMode.OPAQUE, normal = material.normal().isPresent();
        StringBuilder inputs = new StringBuilder();
        connect(inputs, "color3f", "diffuseColor", "BaseColor.outputs:rgb");
        connect(inputs, "float", "roughness", "Data.outputs:g");
        connect(inputs, "float", "metallic", "Data.outputs:b");
        if (material.occlusion()) connect(inputs, "float", "occlusion", "Data.outputs:r");
        if (normal) connect(inputs, "normal3f", "normal", "Normal.outputs:rgb");
        if (alpha) connect(inputs, "float", "opacity", "BaseColor.outputs:a");
        if (material.alphaMode() == AlphaMode.MASK) {
            inputs.append("                float inputs:opacityThreshold = 0.5\n");
        }
        out.append("""
                        def Material "%3$s_material"
                        {
                            token outputs:surface.connect = <%1$s/Preview.outputs:surface>

                            def Shader "Preview"
                            {
                                uniform token info:id = "UsdPreviewSurface"
                %2$s                token outputs:surface
                            }

                            def Shader "Reader"
                            {
                                uniform token info:id = "UsdPrimvarReader_float2"
                                string inputs:varname = "st"
                                float2 outputs:result
                            }
                """.formatted(surface, inputs, name));
        String one = "(1, 1, 1, 1)", zero = "(0, 0, 0, 0)";
        texture("BaseColor", textures.add(material.baseColor(), "base_color", alpha), "sRGB", one, zero);
        texture("Data", textures.add(material.metallicRoughness(), "metallic_roughness", false), "raw", one, zero);
        material.normal().ifPresent(image -> texture("Normal", textures.add(image, "normal", false), "raw",
                "(2, 2, 2, 1)", "(-1, -1, -1, 0)"));
        out.append("        }\n");
    }

    private void connect(StringBuilder inputs, String type, String name, String source) {
        inputs.append("                ").append(type).append(" inputs:").append(name).append(".connect = <")
                .append(surface).append('/').append(source).append(">\n");
    }

    private void texture(String shader, String file, String space, String scale, String bias) { out.append("""

                        def Shader "%1$s"
                        {
                            uniform token info:id = "UsdUVTexture"
                            asset inputs:file = @%2$s@
                            float2 inputs:st.connect = <%3$s/Reader.outputs:result>
                            token inputs:sourceColorSpace = "%4$s"
                            float4 inputs:scale = %5$s
                            float4 inputs:bias = %6$s
                            token inputs:wrapS = "clamp"
                            token inputs:wrapT = "clamp"
                            float outputs:r
                            float outputs:g
                            float outputs:b
                            float outputs:a
                            float3 outputs:rgb
                        }
            """.formatted(shader, file, surface, space, scale, bias)); }
}
