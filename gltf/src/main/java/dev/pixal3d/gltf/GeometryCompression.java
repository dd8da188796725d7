// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/** How vertices and indices are stored. */
public enum GeometryCompression {
    /** 32-bit floats; every reader opens it. */
    NONE,
    /** KHR_mesh_quantization: 16-bit positions and texture coordinates, 8-bit normals and tangents. */
    QUANTIZE,
    /** As {@link #QUANTIZE}, ordered for the vertex cache and packed by EXT_meshopt_compression. */
    MESHOPT
}
