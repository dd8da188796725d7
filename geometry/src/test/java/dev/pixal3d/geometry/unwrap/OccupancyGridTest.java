// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grid finds what a search of every place finds, whatever was taken before. */
class OccupancyGridTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 63, 64, 65, 130})
    void findsTheFirstFreePlace(int columns) {
        Random random = new Random(columns);
        OccupancyGrid grid = new OccupancyGrid(columns);
        boolean[][] taken = new boolean[600][columns];
        for (int i = 0; i < 60; i++) {
            Bitmap mask = mask(random, 1 + random.nextInt(columns), 1 + random.nextInt(12));
            int from = random.nextInt(20);
            long found = grid.find(new OccupancyGrid.Shape(mask), from, 500);
            assertThat(found).isEqualTo(slowly(taken, mask, from, columns));
            int x = (int) (found % columns);
            int y = (int) (found / columns);
            grid.take(mask, x, y);
            for (int r = 0; r < mask.height; r++) {
                for (int c = 0; c < mask.width; c++) taken[y + r][x + c] |= mask.get(c, r);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 64, 100})
    void aCoarserGridTakesWhatTheFinerHolds(int columns) {
        Random random = new Random(columns);
        OccupancyGrid fine = new OccupancyGrid(2 * columns);
        OccupancyGrid coarse = new OccupancyGrid(columns);
        boolean[][] taken = new boolean[200][columns];
        for (int i = 0; i < 15; i++) {
            Bitmap mask = mask(random, 1 + random.nextInt(columns), 1 + random.nextInt(9));
            int x = random.nextInt(2 * columns - mask.width + 1);
            int y = random.nextInt(40);
            fine.take(mask, x, y);
            for (int r = 0; r < mask.height; r++) {
                for (int c = 0; c < mask.width; c++) taken[(y + r) / 2][(x + c) / 2] |= mask.get(c, r);
            }
        }
        coarse.takeFrom(fine, 0, 0, columns - 1, 30);
        Bitmap probe = mask(random, Math.min(columns, 5), 3);
        assertThat(coarse.find(new OccupancyGrid.Shape(probe), 0, 100)).isEqualTo(slowly(taken, probe, 0, columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 90})
    void whatIsWiderThanTheGridHasNoPlace(int columns) {
        assertThat(new OccupancyGrid(columns).find(new OccupancyGrid.Shape(new Bitmap(columns + 1, 1)), 0, 10))
                .isEqualTo(-1);
    }

    private static Bitmap mask(Random random, int width, int height) {
        Bitmap mask = new Bitmap(width, height);
        for (int y = 0; y < height; y++) { for (int x = 0; x < width; x++) if (random.nextInt(4) > 0) mask.set(x, y); }
        return mask;
    }

    private static long slowly(boolean[][] taken, Bitmap mask, int from, int columns) {
        for (int y = from;; y++) {
            for (int x = 0; x + mask.width <= columns; x++) if (free(taken, mask, x, y)) return (long) y * columns + x;
        }
    }

    private static boolean free(boolean[][] taken, Bitmap mask, int x, int y) {
        for (int r = 0; r < mask.height; r++) {
            for (int c = 0; c < mask.width; c++) if (mask.get(c, r) && taken[y + r][x + c]) return false;
        }
        return true;
    }
}
