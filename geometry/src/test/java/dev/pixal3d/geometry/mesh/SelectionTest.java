// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void theItemIsTheOneThatSortingPutsThere() {
        Random random = new Random(3);
        for (int round = 0; round < 2000; round++) {
            int n = 1 + random.nextInt(40), lo = random.nextInt(n), hi = lo + random.nextInt(n - lo);
            int k = lo + random.nextInt(hi - lo + 1);
            int[] keys = random.ints(n, 0, 8).toArray();
            int[] items = IntStream.range(0, n).toArray();
            Selection.Order order = (a, b) -> keys[a] != keys[b] ? keys[a] < keys[b] : a < b;
            Selection.nth(items, lo, hi, k, order);
            int[] sorted = IntStream.rangeClosed(lo, hi).boxed()
                    .sorted((a, b) -> order.less(a, b) ? -1 : order.less(b, a) ? 1 : 0).mapToInt(i -> i).toArray();
            assertThat(items[k]).isEqualTo(sorted[k - lo]);
            for (int i = lo; i < k; i++) assertThat(order.less(items[k], items[i])).isFalse();
            for (int i = k; i <= hi; i++) assertThat(order.less(items[i], items[k])).isFalse();
            for (int i = 0; i < n; i++) if (i < lo || i > hi) assertThat(items[i]).isEqualTo(i);
        }
    }
}
