// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random sparse systems, and grids in the order of nested dissection. */
class SparseCholeskyTest {
    /** A symmetric, diagonally dominant matrix in rows. */
    private record Matrix(int[] start, int[] index, double[] entry, double[] diagonal) {
        static Matrix of(int n, boolean[][] linked, Random random) {
            double[][] value = new double[n][n];
            int[] start = new int[n + 1];
            for (int i = 0; i < n; i++) {
                start[i + 1] = start[i];
                for (int j = 0; j < n; j++) {
                    if (!linked[i][j]) continue;
                    start[i + 1]++;
                    if (j < i) value[i][j] = value[j][i] = random.nextGaussian();
                }
            }
            int[] index = new int[start[n]];
            double[] entry = new double[start[n]];
            double[] diagonal = new double[n];
            for (int i = 0, at = 0; i < n; i++) {
                diagonal[i] = 0.5;
                for (int j = 0; j < n; j++) {
                    if (!linked[i][j]) continue;
                    index[at] = j;
                    entry[at++] = value[i][j];
                    diagonal[i] += Math.abs(value[i][j]);
                }
            }
            return new Matrix(start, index, entry, diagonal);
        }

        double[] times(double[] x) {
            double[] out = new double[x.length];
            for (int i = 0; i < diagonal.length; i++) {
                for (int k = 0; k < 2; k++) {
                    out[2 * i + k] = diagonal[i] * x[2 * i + k];
                    for (int p = start[i]; p < start[i + 1]; p++) out[2 * i + k] += entry[p] * x[2 * index[p] + k];
                }
            }
            return out;
        }
    }

    private static void assertSolves(Matrix matrix, int[] order, Random random) {
        double[] x = random.doubles(2L * matrix.diagonal.length, -1, 1).toArray();
        double[] b = matrix.times(x);
        new SparseCholesky(matrix.start, matrix.index, matrix.entry, matrix.diagonal, order).solve(b);
        assertThat(b).containsExactly(x, within(1e-9));
    }

    @Test
    void solvesRandomSystemsInAnyOrder() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(40);
            boolean[][] linked = new boolean[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) linked[i][j] = linked[j][i] = random.nextInt(4) == 0;
            }
            int[] order = IntStream.range(0, n).boxed().sorted((a, b) -> Integer.compare(a * 7919 % 41, b * 7919 % 41))
                    .mapToInt(i -> i).toArray();
            assertSolves(Matrix.of(n, linked, random), order, random);
        }
    }

    @Test
    void nestedDissectionIsAnOrderThatFillsLess() {
        int side = 24;
        int n = side * side;
        boolean[][] linked = new boolean[n][n];
        double[] uv = new double[2 * n];
        for (int i = 0; i < n; i++) {
            uv[2 * i] = i % side;
            uv[2 * i + 1] = i / side;
            for (int j = 0; j < i; j++) { linked[i][j] = linked[j][i] = i - j == side || i - j == 1 && i % side > 0; }
        }
        Random random = new Random(1);
        Matrix matrix = Matrix.of(n, linked, random);
        int[] order = NestedDissection.order(uv, matrix.start, matrix.index);
        assertThat(Arrays.stream(order).sorted().toArray()).isEqualTo(IntStream.range(0, n).toArray());
        assertSolves(matrix, order, random);
        int[] rows = IntStream.range(0, n).toArray();
        assertThat(entries(matrix, order)).isLessThan(entries(matrix, rows) * 2 / 3);
    }

    /** Entries below the diagonal of the factor, by elimination in the graph. */
    private static int entries(Matrix matrix, int[] order) {
        int n = order.length, count = 0;
        BitSet[] linked = new BitSet[n];
        for (int i = 0; i < n; i++) {
            linked[i] = new BitSet(n);
            for (int p = matrix.start[i]; p < matrix.start[i + 1]; p++) linked[i].set(matrix.index[p]);
        }
        for (int pivot : order) {
            count += linked[pivot].cardinality();
            linked[pivot].stream().forEach(i -> {
                linked[i].or(linked[pivot]);
                linked[i].clear(i);
                linked[i].clear(pivot);
            });
        }
        return count;
    }
}
