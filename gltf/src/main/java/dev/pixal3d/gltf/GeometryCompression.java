// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/** How vertices and indices are stored. */
public enum GeometryCompression {
    /** 32-bit floats; every reader opens it. */
    NONE,
    /** KHR_mesh_quantization: 16-bit positions and texture coordinates, 8-bit normals and tangents. */
    QUANTIZE,
    /**
     * 16-bit positions, directions on an octahedron of 8 bits, texture coordinates to half a texel, ordered so that it
     * packs well, and packed by EXT_meshopt_compression.
     */
    MESHOPT
}
