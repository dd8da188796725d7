// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * USDZ for Apple's viewers: a text layer with UsdPreviewSurface materials and PNG textures, stored without compression
 * and aligned to 64 bytes. One unit is a metre, y is up.
 */
final class UsdzWriter implements ModelWriter {
    private static final String LAYER = "model.usda";

    @Override
    public String id() { return "usdz"; }

    @Override
    public String mediaType() { return "model/vnd.usdz+zip"; }

    @Override
    public String description() { return "USDZ for Apple's viewers"; }

    @Override
    public boolean textured() { return true; }

    @Override
    public WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException {
        FinishedModel.Textured textured = model.placed(settings).needTextured(this);
        TexturedMesh mesh = textured.mesh();
        Map<String, byte[]> files = new LinkedHashMap<>();
        // readers want the layer first
        files.put(LAYER, new byte[0]);
        UsdLayer layer = new UsdLayer(model.identifier(), mesh, textured.material(),
                new TextureFiles(files, "textures/" + model.plainName() + "_"));
        files.put(LAYER, layer.text().getBytes(StandardCharsets.US_ASCII));
        out.write(Archives.aligned(files));
        return WrittenMesh.of(new Mesh(mesh.positions(), mesh.triangles()), parallel);
    }
}
