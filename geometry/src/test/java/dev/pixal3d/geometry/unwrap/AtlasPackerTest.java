// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pixal3d.core.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Charts come out as they were, only moved, turned and scaled alike, with free texels around each. */
class AtlasPackerTest {
    private static final int STEPS = 64;

    private final Random random = new Random(11);

    /** Triangles of any shape, from specks to slivers. */
    private List<Chart> charts(int count) {
        List<Chart> charts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double size = Math.exp(2 * random.nextGaussian());
            double[] uv = random.doubles(6, -size, size).toArray();
            charts.add(new Chart(new int[]{i}, new int[]{0, 1, 2}, new int[]{0, 1, 2}, new int[]{0, 1, 2}, uv));
        }
        return charts;
    }

    @Test
    void everyChartKeepsItsShapeAtOneScale() {
        for (int count : new int[]{1, 2, 30, 150}) {
            List<Chart> charts = charts(count);
            AtlasPacker.Packing packing = AtlasPacker.pack(charts, 256, 2, RunContext.silent()).orElseThrow();
            assertThat(packing.uvs()).hasSize(count);
            for (int i = 0; i < count; i++) {
                float[] uv = packing.uvs().get(i);
                double[] flat = charts.get(i).uv();
                for (float value : uv) assertThat(value).isBetween(0f, 1f);
                for (int a = 0; a < 3; a++) {
                    int b = (a + 1) % 3;
                    double texels = 256 * Math.hypot(uv[2 * a] - uv[2 * b], uv[2 * a + 1] - uv[2 * b + 1]);
                    double units = Math.hypot(flat[2 * a] - flat[2 * b], flat[2 * a + 1] - flat[2 * b + 1]);
                    assertThat(texels).isCloseTo(packing.scale() * units, Offset.offset(1e-2));
                }
            }
        }
    }

    @Test
    void noTexelIsWithinThePaddingOfTwoCharts() {
        for (int padding = 0; padding <= 3; padding++) {
            AtlasPacker.Packing packing = AtlasPacker.pack(charts(40), 256, padding, RunContext.silent()).orElseThrow();
            assertThat(packing.padding()).isEqualTo(padding);
            int[] owner = new int[256 * 256];
            for (int chart = 0; chart < 40; chart++) mark(packing.uvs().get(chart), chart + 1, owner);
            for (int at = 0; at < owner.length; at++) {
                if (owner[at] == 0) continue;
                for (int y = Math.max(0, at / 256 - padding); y <= Math.min(255, at / 256 + padding); y++) {
                    for (int x = Math.max(0, at % 256 - padding); x <= Math.min(255, at % 256 + padding); x++) {
                        int other = owner[256 * y + x];
                        if (other != 0 && other != owner[at]) {
                            fail("padding %d: charts %d and %d at %d, %d", padding, owner[at], other, x, y);
                        }
                    }
                }
            }
        }
    }

    /** The texels under many points inside a triangle; a corner may lie on the border of two. */
    private static void mark(float[] uv, int chart, int[] owner) {
        for (int i = 0; i < STEPS; i++) {
            for (int j = 0; i + j < STEPS; j++) {
                double a = (i + 0.3) / STEPS, b = (j + 0.3) / STEPS, c = 1 - a - b;
                int x = (int) Math.min(255, 256 * (a * uv[0] + b * uv[2] + c * uv[4]));
                int y = (int) Math.min(255, 256 * (a * uv[1] + b * uv[3] + c * uv[5]));
                if (owner[256 * y + x] != 0 && owner[256 * y + x] != chart) fail("two charts in %d, %d", x, y);
                owner[256 * y + x] = chart;
            }
        }
    }

    @Test
    void tooManyChartsGetLessPaddingAndMoreThanTexelsNone() {
        assertThat(AtlasPacker.pack(charts(100), 32, 4, RunContext.silent()).orElseThrow().padding()).isLessThan(4);
        assertThat(AtlasPacker.pack(charts(1000), 32, 4, RunContext.silent())).isEmpty();
    }
}
