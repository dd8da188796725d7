// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GLB whose geometry and textures are encoded. What is known about the file only now, as the state of its mesh after
 * quantisation, can still be said in it.
 */
public final class GlbFile {
    private static final String GENERATOR = "Pixal3D for Java";

    private final GlbContainer glb;

    GlbFile(GlbContainer glb) { this.glb = glb; }

    /** Its geometry, decoded from its bytes as any reader does, in the order of the file. Without materials. */
    public GlbModel decoded() {
        return GlbReader.readGeometry(bytes(Map.of()));
    }

    /**
     * The finished file.
     *
     * @param extras
     *            manifest for {@code asset.extras}: strings, numbers, booleans, lists and maps of them, in the map's
     *            order
     */
    public byte[] bytes(Map<String, Object> extras) {
        Map<String, Object> asset = new LinkedHashMap<>();
        asset.put("version", "2.0");
        asset.put("generator", GENERATOR);
        if (!extras.isEmpty()) asset.put("extras", extras);
        return glb.toBytes(asset);
    }
}
