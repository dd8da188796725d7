// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeshoptCodecTest {
    @Test
    void verticesComeBackBitForBit() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int stride = 4 * (1 + random.nextInt(64)), count = 1 + random.nextInt(900), range = 1 + random.nextInt(255);
            byte[] data = new byte[stride * count];
            for (int i = 0; i < data.length; i++) data[i] = (byte) random.nextInt(range);
            byte[] packed = MeshoptVertexCodec.encode(data, stride);
            assertThat(MeshoptVertexCodec.decode(packed, count, stride, "test")).isEqualTo(data);
            byte[] shorter = Arrays.copyOf(packed, packed.length - 1);
            assertThatThrownBy(() -> MeshoptVertexCodec.decode(shorter, count + 300, stride, "test")).isInstanceOf(
                    ProblemException.class);
        }
    }

    @Test
    void trianglesComeBackUpToRotation() {
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            int triangles = 1 + random.nextInt(500), vertices = 3 + random.nextInt(60000), size = round % 2 == 0
                    ? 2
                    : 4, step = 1 + random.nextInt(20);
            int[] indices = new int[3 * triangles];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = random.nextInt(8) == 0
                        ? random.nextInt(vertices)
                        : (i / 3 + random.nextInt(step))
                                % vertices;
            }
            assertThat(rotated(unpack(indices, size))).isEqualTo(rotated(indices));
        }
    }

    @Test
    void aSphereTakesLessThanTwoBytesATriangle() {
        int[] triangles = PackingOrder.apply(Samples.sphere(100, 60)).triangles();
        byte[] packed = MeshoptIndexCodec.encode(VertexStreams.indices(triangles, 65535).data(), 2);
        assertThat(packed.length).isLessThan(2 * triangles.length / 3);
        assertThat(rotated(unpack(triangles, 4))).isEqualTo(rotated(triangles));
    }

    private static int[] unpack(int[] indices, int size) {
        byte[] data = VertexStreams.indices(indices, size == 2 ? 65535 : 65536).data();
        byte[] out = MeshoptIndexCodec.decode(MeshoptIndexCodec.encode(data, size), indices.length, size, "test");
        int[] back = new int[indices.length];
        for (int i = 0; i < back.length; i++) {
            for (int k = size - 1; k >= 0; k--) back[i] = back[i] << 8 | out[size * i + k] & 0xff;
        }
        return back;
    }

    /** Each triangle starting at its smallest index. */
    private static int[] rotated(int[] t) {
        int[] out = new int[t.length];
        for (int i = 0; i < t.length; i += 3) {
            int best = 0;
            for (int r = 1; r < 3; r++) {
                int[] now = {t[i + r], t[i + (r + 1) % 3], t[i + (r + 2) % 3]}, old = {t[i + best], t[i + (best + 1)
                        % 3], t[i + (best + 2) % 3]};
                if (Arrays.compare(now, old) < 0) best = r;
            }
            for (int k = 0; k < 3; k++) out[i + k] = t[i + (best + k) % 3];
        }
        return out;
    }
}
