// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/**
 * The bytes behind one accessor, little-endian, and how to read them.
 *
 * @param type
 *            SCALAR, VEC2, VEC3 or VEC4
 * @param componentType
 *            the OpenGL number of the component's type
 * @param stride
 *            bytes from one element to the next
 * @param min
 *            smallest stored component values; empty where glTF does not ask for them
 * @param filter
 *            what was done to the data so that they pack better; a reader undoes it
 */
record VertexStream(byte[] data, String type, int componentType, boolean normalized, int stride, double[] min,
        double[] max, MeshoptFilter filter) {
    VertexStream(byte[] data, String type, int componentType, boolean normalized, int stride, double[] min,
            double[] max) {
        this(data, type, componentType, normalized, stride, min, max, MeshoptFilter.NONE);
    }

    static final int BYTE = 5120, UNSIGNED_BYTE = 5121, SHORT = 5122, UNSIGNED_SHORT = 5123, UNSIGNED_INT = 5125,
            FLOAT = 5126;

    int count() { return data.length / stride; }
}
