// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnionFindTest {
    private static final int ITEMS = 200;

    /** Against labels that are all rewritten at each join. */
    @Test
    void theLowestMemberNamesASet() {
        Random random = new Random(1);
        UnionFind sets = new UnionFind(ITEMS);
        int[] label = new int[ITEMS];
        Arrays.setAll(label, i -> i);
        for (int join = 0; join < ITEMS; join++) {
            int a = random.nextInt(ITEMS);
            int b = random.nextInt(ITEMS);
            sets.join(a, b);
            int low = Math.min(label[a], label[b]);
            int high = Math.max(label[a], label[b]);
            for (int i = 0; i < ITEMS; i++) if (label[i] == high) label[i] = low;
            for (int i = 0; i < ITEMS; i++) assertThat(sets.find(i)).isEqualTo(label[i]);
        }
    }
}
