// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.Plane;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The unseen side has the front's colours, without its ink and shading. */
class BackTextureTest {
    private static final int N = 256;
    private static final double RADIUS = 0.4 * N;

    /**
     * Fronts whose halves differ, with ink: a dark rim, blots, a line. Half of the back is the mean, so that nothing is
     * darker than half of it; half is the front seen from far, so that a light half stays lighter; no blot shows.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isHalfMeanHalfWideBlurWithoutDarkPatches(long seed) {
        Random random = new Random(seed);
        Plane alpha = new Plane(N, N), front = new Plane(N, N);
        double sum = 0;
        int inside = 0;
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                double r = Math.hypot(x - 127.5, y - 127.5);
                boolean ink = r > 0.93 * RADIUS || Math.abs(y - 100) < 2 || blot(x, y, seed);
                alpha.values()[y * N + x] = r < RADIUS ? 1 : 0;
                front.values()[y * N + x] = ink ? 0 : x < N / 2 ? 0.5f : 0.9f + 0.05f * random.nextFloat();
                if (r >= RADIUS) continue;
                sum += front.at(x, y);
                inside++;
            }
        }
        double mean = sum / inside;
        try (Parallel parallel = new Parallel(1)) {
            Silhouette silhouette = Silhouette.of(alpha, N, parallel);
            Plane back = BackTexture.of(new Plane[]{front}, silhouette, ShapePrior.Kind.NONE, parallel)[0];
            for (int y = 0; y < N; y++) {
                for (int x = 0; x < N; x++) {
                    if (silhouette.fine().at(x, y) < 0.03 * N) continue;
                    double value = back.at(x, y);
                    assertThat(value).as("%d, %d of mean %s", x, y, mean).isBetween(0.7 * mean, 1.3 * mean);
                    if (x < 0.35 * N) assertThat(value).isLessThan(mean);
                    if (x > 0.65 * N && x < 0.8 * N) assertThat(value).isGreaterThan(mean);
                }
            }
        }
    }

    private static boolean blot(int x, int y, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            if (Math.hypot(x - 60 - random.nextInt(136), y - 60 - random.nextInt(136)) < 6) return true;
        }
        return false;
    }
}
