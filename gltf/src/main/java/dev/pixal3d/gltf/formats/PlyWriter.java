// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Binary PLY with normals and vertex colours, each vertex once. */
final class PlyWriter implements ModelWriter {
    private static final int VERTEX_BYTES = 27, FACE_BYTES = 13;

    @Override
    public String id() { return "ply"; }

    @Override
    public String mediaType() { return "application/octet-stream"; }

    @Override
    public String description() { return "binary PLY with vertex colours"; }

    @Override
    public boolean textured() { return false; }

    @Override
    public WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException {
        FinishedModel turned = model.placed(settings);
        Mesh mesh = turned.solid();
        byte[] header = """
                ply
                format binary_little_endian 1.0
                comment %s, by Pixal3D for Java
                element vertex %d
                property float x
                property float y
                property float z
                property float nx
                property float ny
                property float nz
                property uchar red
                property uchar green
                property uchar blue
                element face %d
                property list uchar int vertex_indices
                end_header
                """.formatted(model.plainName(), mesh.vertexCount(), mesh.triangleCount())
                .getBytes(StandardCharsets.US_ASCII);
        long body = (long) VERTEX_BYTES * mesh.vertexCount() + (long) FACE_BYTES * mesh.triangleCount();
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(body)).order(ByteOrder.LITTLE_ENDIAN);
        for (int v = 0; v < mesh.vertexCount(); v++) {
            for (int k = 0; k < 3; k++) data.putFloat(mesh.positions()[3 * v + k]);
            for (int k = 0; k < 3; k++) data.putFloat(turned.normals()[3 * v + k]);
            data.put(model.colors(), 3 * v, 3);
        }
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) data.put((byte) 3).putInt(t[i]).putInt(t[i + 1]).putInt(t[i + 2]);
        out.write(header);
        out.write(data.array());
        return WrittenMesh.of(mesh, parallel);
    }
}
