// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Binary STL for 3-D printing: millimetres, z up, standing on z = 0, centred on the axis. */
final class StlWriter implements PrintWriter {
    private static final String HEADER = "Binary STL, millimetres, by Pixal3D for Java";
    private static final int HEADER_BYTES = 80, TRIANGLE_BYTES = 50;

    @Override
    public String id() { return "stl"; }

    @Override
    public String mediaType() { return "model/stl"; }

    @Override
    public String description() { return "binary STL for printing, in millimetres"; }

    @Override
    public WrittenMesh print(FinishedModel model, WeldedVertices onPlate, Parallel parallel, OutputStream out)
            throws IOException {
        Mesh mesh = onPlate.mesh();
        if (mesh.triangleCount() > (Integer.MAX_VALUE - 84) / TRIANGLE_BYTES) {
            throw Problem.unusable("stl: no file of %d triangles is possible (allowed 1 to 42 million)."
                    .formatted(mesh.triangleCount())).exception();
        }
        byte[] file = bytes(mesh);
        out.write(file);
        return WrittenMesh.of(StlReader.read(file), parallel);
    }

    private static byte[] bytes(Mesh mesh) {
        float[] p = mesh.positions();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + 4 + TRIANGLE_BYTES * mesh.triangleCount()).order(
                ByteOrder.LITTLE_ENDIAN);
        out.put(HEADER.getBytes(StandardCharsets.US_ASCII)).position(HEADER_BYTES).putInt(mesh.triangleCount());
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) {
            normal(p, 3 * t[i], 3 * t[i + 1], 3 * t[i + 2], out);
            for (int c = i; c < i + 3; c++) for (int k = 0; k < 3; k++) out.putFloat(p[3 * t[c] + k]);
            out.putShort((short) 0);
        }
        return out.array();
    }

    private static void normal(float[] p, int a, int b, int c, ByteBuffer out) {
        double ux = (double) p[b] - p[a], uy = (double) p[b + 1] - p[a + 1], uz = (double) p[b + 2] - p[a + 2];
        double vx = (double) p[c] - p[a], vy = (double) p[c + 1] - p[a + 1], vz = (double) p[c + 2] - p[a + 2];
        double x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx, norm = Math.sqrt(x * x + y * y + z
                * z);
        double s = norm > 0 ? 1 / norm : 0;
        out.putFloat((float) (x * s)).putFloat((float) (y * s)).putFloat((float) (z * s));
    }
}
