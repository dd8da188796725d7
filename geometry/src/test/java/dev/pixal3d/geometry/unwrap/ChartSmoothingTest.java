// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Smoothing keeps every face in one connected chart and makes seams shorter. */
class ChartSmoothingTest {
    @Test
    void seamsBecomeShorterAndChartsConnected() {
        try (Parallel parallel = new Parallel(2)) {
            Mesh mesh = Shapes.bumpySphere(24);
            FaceGeometry geometry = new FaceGeometry(mesh, parallel);
            int n = mesh.triangleCount();
            int[] faces = IntStream.range(0, n).toArray();
            Random random = new Random(4);
            int[] jagged = new int[n];
            for (int f = 0; f < n; f++) {
                float x = mesh.positions()[3 * mesh.triangles()[3 * f]];
                jagged[f] = x + 0.06 * random.nextGaussian() > 0 ? 1 : 0;
            }
            int[] smooth = ChartSmoothing.smooth(geometry, faces, jagged, 89.9);
            assertThat(smooth).hasSize(n);
            assertThat(IntStream.of(smooth).min()).hasValue(0);
            assertThat(seams(geometry, smooth)).isLessThan(0.6 * seams(geometry, jagged));
            assertThat(pieces(geometry, smooth)).isEqualTo(IntStream.of(smooth).max().orElseThrow() + 1);
        }
    }

    /** Six flat sides, with straight edges between them. */
    @Test
    void whatIsFlatAndStraightStaysAsItIs() {
        try (Parallel parallel = new Parallel(2)) {
            Mesh box = Shapes.box(8, 0.3, 0.2, 0.4);
            FaceGeometry geometry = new FaceGeometry(box, parallel);
            int[] faces = IntStream.range(0, box.triangleCount()).toArray();
            int[] sides = new int[faces.length];
            for (int f = 0; f < faces.length; f++) {
                for (int k = 0; k < 3; k++) {
                    double along = geometry.areaVector(f, k);
                    if (Math.abs(along) > 1e-9) sides[f] = 2 * k + (along > 0 ? 1 : 0);
                }
            }
            int[] smooth = ChartSmoothing.smooth(geometry, faces, sides, 89.9);
            int[] sideOf = new int[6];
            Arrays.fill(sideOf, -1);
            for (int f = 0; f < faces.length; f++) {
                if (sideOf[smooth[f]] < 0) sideOf[smooth[f]] = sides[f];
                assertThat(sides[f]).isEqualTo(sideOf[smooth[f]]);
            }
            assertThat(sideOf).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        }
    }

    private static double seams(FaceGeometry geometry, int[] chart) {
        double sum = 0;
        for (int c = 0; c < 3 * chart.length; c++) {
            int o = geometry.opposite()[c];
            if (o >= 0 && chart[o / 3] != chart[c / 3]) sum += geometry.edgeLength(c);
        }
        return sum;
    }

    private static int pieces(FaceGeometry geometry, int[] chart) {
        boolean[] seen = new boolean[chart.length];
        int pieces = 0;
        for (int seed = 0; seed < chart.length; seed++) {
            if (seen[seed]) continue;
            pieces++;
            seen[seed] = true;
            ArrayDeque<Integer> open = new ArrayDeque<>();
            open.add(seed);
            while (!open.isEmpty()) {
                int f = open.remove();
                for (int k = 0; k < 3; k++) {
                    int o = geometry.opposite()[3 * f + k];
                    if (o < 0 || seen[o / 3] || chart[o / 3] != chart[f]) continue;
                    seen[o / 3] = true;
                    open.add(o / 3);
                }
            }
        }
        return pieces;
    }
}
