// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import java.util.Arrays;

/**
 * Square-root-free Cholesky factorisation L D L^T of a sparse symmetric positive definite matrix, up-looking, row by
 * row (Davis, "Algorithm 849: A concise sparse Cholesky factorization package"). One factor serves many right-hand
 * sides.
 */
final class SparseCholesky {
    private final int n;
    private final int[] order;
    private final int[] column;
    private final int[] row;
    private final double[] value;
    private final double[] diagonal;

    /**
     * Factorises.
     *
     * @param start
     *            where each row's off-diagonal entries begin, length n + 1
     * @param index
     *            columns; the pattern is symmetric
     * @param entry
     *            values
     * @param mainDiagonal
     *            length n
     * @param order
     *            elimination order
     */
    SparseCholesky(int[] start, int[] index, double[] entry, double[] mainDiagonal, int[] order) {
        this.n = mainDiagonal.length;
        this.order = order;
        int[] place = new int[n];
        for (int k = 0; k < n; k++) place[order[k]] = k;
        int[] parent = new int[n];
        int[] flag = new int[n];
        int[] count = new int[n];
        for (int k = 0; k < n; k++) {
            parent[k] = -1;
            flag[k] = k;
            for (int p = start[order[k]]; p < start[order[k] + 1]; p++) {
                for (int i = place[index[p]]; i < k && flag[i] != k; i = parent[i]) {
                    if (parent[i] < 0) parent[i] = k;
                    count[i]++;
                    flag[i] = k;
                }
            }
        }
        column = new int[n + 1];
        for (int k = 0; k < n; k++) column[k + 1] = Math.addExact(column[k], count[k]);
        row = new int[column[n]];
        value = new double[column[n]];
        diagonal = new double[n];
        double[] y = new double[n];
        int[] pattern = new int[n];
        Arrays.fill(count, 0);
        for (int k = 0; k < n; k++) {
            int top = n;
            flag[k] = k;
            for (int p = start[order[k]]; p < start[order[k] + 1]; p++) {
                int i = place[index[p]];
                if (i > k) continue;
                y[i] += entry[p];
                int length = 0;
                for (; flag[i] != k; i = parent[i]) {
                    pattern[length++] = i;
                    flag[i] = k;
                }
                while (length > 0) pattern[--top] = pattern[--length];
            }
            double d = mainDiagonal[order[k]];
            for (; top < n; top++) {
                int i = pattern[top];
                double yi = y[i];
                y[i] = 0;
                int end = column[i] + count[i];
                for (int p = column[i]; p < end; p++) y[row[p]] -= value[p] * yi;
                double l = yi / diagonal[i];
                d -= l * yi;
                row[end] = k;
                value[end] = l;
                count[i]++;
            }
            diagonal[k] = d;
        }
    }

    /** Solves for two interleaved right-hand sides; {@code b} (length 2n) becomes the solution. */
    void solve(double[] b) {
        double[] x = new double[2 * n];
        for (int k = 0; k < n; k++) {
            x[2 * k] = b[2 * order[k]];
            x[2 * k + 1] = b[2 * order[k] + 1];
        }
        for (int k = 0; k < n; k++) {
            double u = x[2 * k], v = x[2 * k + 1];
            for (int p = column[k]; p < column[k + 1]; p++) {
                x[2 * row[p]] -= value[p] * u;
                x[2 * row[p] + 1] -= value[p] * v;
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            double u = x[2 * k] / diagonal[k], v = x[2 * k + 1] / diagonal[k];
            for (int p = column[k]; p < column[k + 1]; p++) {
                u -= value[p] * x[2 * row[p]];
                v -= value[p] * x[2 * row[p] + 1];
            }
            x[2 * k] = u;
            x[2 * k + 1] = v;
        }
        for (int k = 0; k < n; k++) {
            b[2 * order[k]] = x[2 * k];
            b[2 * order[k] + 1] = x[2 * k + 1];
        }
    }
}
