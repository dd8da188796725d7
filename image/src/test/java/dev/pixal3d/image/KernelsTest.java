// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kernel against its definition, evaluated the slow way, or against a property that defines it. */
class KernelsTest {
    private static final int W = 41;
    private static final int H = 29;

    private static Plane noise(long seed) {
        Random random = new Random(seed);
        Plane p = new Plane(W, H);
        for (int i = 0; i < p.values().length; i++) p.values()[i] = random.nextFloat();
        return p;
    }

    private static boolean[] blobs(long seed, double share) {
        Random random = new Random(seed);
        boolean[] mask = new boolean[W * H];
        for (int i = 0; i < mask.length; i++) mask[i] = random.nextDouble() < share;
        return mask;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.8, 2, 3.9, 4, 7.5, 20})
    void impulseSpreadsToTheGaussiansVariance(double sigma) {
        int n = 301;
        float[] impulse = new float[n];
        impulse[n / 2] = 1;
        float[] out = Gaussian.blur(impulse, sigma);
        double sum = 0;
        double variance = 0;
        for (int i = 0; i < n; i++) {
            sum += out[i];
            variance += out[i] * (double) (i - n / 2) * (i - n / 2);
            double exact = Math.exp(-(i - n / 2) * (i - n / 2) / (2 * sigma * sigma))
                    / (sigma * Math.sqrt(2 * Math.PI));
            assertThat((double) out[i]).isCloseTo(exact, within(0.02 / sigma));
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(variance).isCloseTo(sigma * sigma, within(0.03 * sigma * sigma));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 5, 100})
    void blurKeepsConstants(double sigma) {
        Plane p = new Plane(7, 3);
        java.util.Arrays.fill(p.values(), 0.625f);
        for (float v : Gaussian.blur(p, sigma).values()) assertThat(v).isCloseTo(0.625f, within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.1, 0.6})
    void distanceAndNearestSiteAreExact(double share) {
        boolean[] sites = blobs(3, share);
        sites[100] = true;
        DistanceTransform.Result result = DistanceTransform.of(sites, W, H);
        for (int i = 0; i < sites.length; i++) {
            int least = Integer.MAX_VALUE;
            for (int j = 0; j < sites.length; j++) if (sites[j]) least = Math.min(least, squared(i, j));
            assertThat(result.squared()[i]).isEqualTo(least);
            assertThat(sites[result.nearest()[i]]).isTrue();
            assertThat(squared(i, result.nearest()[i])).isEqualTo(least);
        }
    }

    @Test
    void withoutSitesAllIsFar() {
        DistanceTransform.Result result = DistanceTransform.of(new boolean[6], 3, 2);
        assertThat(result.squared()).containsOnly(DistanceTransform.FAR);
        assertThat(result.nearest()).containsOnly(-1);
    }

    @Test
    void lowerEnvelopeIsTheMinimumOverAllPixels() {
        Plane cost = noise(8);
        for (int i = 0; i < W * H; i++) cost.values()[i] *= -40;
        float[] out = DistanceTransform.lowerEnvelope(cost);
        for (int i = 0; i < W * H; i += 13) {
            float least = Float.MAX_VALUE;
            for (int j = 0; j < W * H; j++) least = Math.min(least, cost.values()[j] + squared(i, j));
            assertThat(out[i]).isCloseTo(least, within(1e-3f));
        }
    }

    private static int squared(int i, int j) {
        int dx = i % W - j % W;
        int dy = i / W - j / W;
        return dx * dx + dy * dy;
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "5", "60"})
    void dilationIsTheLargestValueInTheDisc(int radius) {
        Plane in = noise(5);
        Plane out = Morphology.dilate(in, radius);
        Plane eroded = Morphology.erode(in, radius);
        for (int y = 0; y < H; y += 4) {
            for (int x = 0; x < W; x += 3) {
                float most = 0;
                float least = 1;
                for (int v = 0; v < H; v++) {
                    int reach = (int) Math.rint(Math.sqrt(Math.max(0, radius * radius - (v - y) * (v - y))));
                    if (Math.abs(v - y) > radius) continue;
                    for (int u = Math.max(0, x - reach); u <= Math.min(W - 1, x + reach); u++) {
                        most = Math.max(most, in.at(u, v));
                        least = Math.min(least, in.at(u, v));
                    }
                }
                assertThat(out.at(x, y)).isEqualTo(most);
                assertThat(eroded.at(x, y)).isEqualTo(least);
            }
        }
    }

    @Test
    void pullPushKeepsTheKnownAndFillsBetween() {
        Plane in = noise(1);
        Plane weight = new Plane(W, H);
        boolean[] known = blobs(9, 0.05);
        float least = 1;
        float most = 0;
        for (int i = 0; i < known.length; i++) {
            if (!known[i]) continue;
            weight.values()[i] = 1;
            least = Math.min(least, in.values()[i]);
            most = Math.max(most, in.values()[i]);
        }
        Plane out = PullPush.fill(in, weight);
        for (int i = 0; i < known.length; i++) {
            if (known[i]) assertThat(out.values()[i]).isEqualTo(in.values()[i]);
            assertThat(out.values()[i]).isBetween(least - 1e-5f, most + 1e-5f);
        }
    }

    @Test
    void guidedFilterReproducesWhatIsLinearInItsGuide() {
        Plane guide = noise(2);
        Plane in = new Plane(W, H);
        for (int i = 0; i < W * H; i++) in.values()[i] = 0.2f + 0.5f * guide.values()[i];
        float[] grey = GuidedFilter.grey(guide, in, 4, 1e-7).values();
        float[] colour = GuidedFilter.colour(new Plane[]{guide, noise(3), noise(4)}, in, 4, 1e-7).values();
        for (int i = 0; i < W * H; i++) {
            assertThat(grey[i]).isCloseTo(in.values()[i], within(1e-3f));
            assertThat(colour[i]).isCloseTo(in.values()[i], within(1e-3f));
        }
    }

    @Test
    void componentsAreNumberedInReadingOrder() {
        boolean[] mask = {true, false, true, true, false, true, false, true, false};
        MaskComponents components = MaskComponents.of(mask, 3, 3);
        assertThat(components.label()).containsExactly(1, 0, 2, 1, 0, 2, 0, 3, 0);
        assertThat(components.area()).containsExactly(0, 2, 2, 1);
        assertThat(components.large(0.6)).containsExactly(true, false, true, true, false, true, false, false, false);
    }

    @Test
    void labOfKnownColours() {
        Plane[] rgb = {new Plane(3, 1, new float[]{1, 1, 0}), new Plane(3, 1, new float[]{1, 0, 0}),
                new Plane(3, 1, new float[]{1, 0, 1})};
        Plane[] lab = Lab.of(rgb);
        float[][] expected = {{100, 0, 0}, {53.24f, 80.09f, 67.20f}, {32.30f, 79.19f, -107.86f}};
        for (int i = 0; i < 3; i++) {
            for (int c = 0; c < 3; c++) assertThat(lab[c].values()[i]).isCloseTo(expected[i][c], within(0.1f));
        }
    }

    @Test
    void areaKeepsTheMeanAndEnlargingKeepsRamps() {
        Plane in = noise(6);
        assertThat(mean(Scaling.area(in, 7, 5))).isCloseTo(mean(in), within(1e-4));
        Plane ramp = new Plane(8, 1, new float[]{0, 1, 2, 3, 4, 5, 6, 7});
        for (Plane up : new Plane[]{Scaling.bilinear(ramp, 16, 1), Scaling.bicubic(ramp, 16, 1)}) {
            for (int x = 4; x < 12; x++) assertThat(up.at(x, 0)).isCloseTo((x + 0.5f) / 2 - 0.5f, within(1e-5f));
        }
        assertThat(Scaling.window(ramp, 3, 0, 1, 2).values()).containsExactly(3, 4, 0, 0);
    }

    private static double mean(Plane p) {
        double sum = 0;
        for (float v : p.values()) sum += v;
        return sum / p.values().length;
    }
}
