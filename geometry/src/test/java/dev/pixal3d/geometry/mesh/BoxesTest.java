// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A box holds its points and touches some on every side. */
class BoxesTest {
    private final Random random = new Random(5);

    private float[] points(int count) {
        float[] p = new float[3 * count];
        for (int i = 0; i < p.length; i++) p[i] = (float) random.nextGaussian();
        return p;
    }

    @Test
    void holdsAllPointsTightly() {
        for (int round = 0; round < 50; round++) {
            float[] p = points(1 + random.nextInt(20)), box = Boxes.of(p);
            double longest = 0;
            for (int k = 0; k < 3; k++) {
                float low = Float.POSITIVE_INFINITY, high = Float.NEGATIVE_INFINITY;
                for (int i = k; i < p.length; i += 3) {
                    low = Math.min(low, p[i]);
                    high = Math.max(high, p[i]);
                }
                assertThat(box[k]).isEqualTo(low);
                assertThat(box[3 + k]).isEqualTo(high);
                longest = Math.max(longest, (double) high - low);
            }
            assertThat(Boxes.extent(box)).isEqualTo(longest);
        }
    }

    @Test
    void aFaceHasTheBoxOfItsVerticesWhereverItIsPut() {
        float[] p = points(30);
        for (int round = 0; round < 50; round++) {
            int[] t = random.ints(9, 0, 30).toArray();
            float[] boxes = new float[20];
            Arrays.fill(boxes, 7);
            Boxes.ofFace(p, t, 1, boxes, 9);
            float[] corners = new float[9];
            for (int c = 0; c < 3; c++) System.arraycopy(p, 3 * t[3 + c], corners, 3 * c, 3);
            assertThat(Arrays.copyOfRange(boxes, 9, 15)).isEqualTo(Boxes.of(corners));
            assertThat(Arrays.copyOf(boxes, 9)).containsOnly(7);
            assertThat(Arrays.copyOfRange(boxes, 15, 20)).containsOnly(7);
        }
    }
}
