// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects come off their backgrounds again, and a minimum cut is minimal. */
class MattingTest {
    private static final int SIZE = 400;

    /** What is behind the object. */
    enum Background {
        WHITE_WITH_SHADOW,
        GRADIENT,
        VIGNETTE,
        NOISE
    }

    /** A patterned disc with a hole and a foot. */
    private static boolean covers(double u, double v) {
        double r = Math.hypot(u - .5, v - .42);
        return r < .25 && r > .07 || Math.abs(u - .5) < .06 && v > .6 && v < .85;
    }

    private static RgbaImage picture(Background background) {
        Random random = new Random(4);
        byte[] p = new byte[4 * SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double u = (x + .5) / SIZE;
                double v = (y + .5) / SIZE;
                double shadow = Math.exp(-(Math.pow((u - .58) / .13, 2) + Math.pow((v - .86) / .025, 2)));
                double radius = Math.hypot(u - .5, v - .5);
                double level = switch (background) {
                    case WHITE_WITH_SHADOW -> 1 - .4 * shadow;
                    case GRADIENT -> .9 - .4 * v;
                    case VIGNETTE -> .9 - .9 * radius * radius;
                    case NOISE -> .5 + .3 * random.nextGaussian();
                };
                double[] back = {level, level, level};
                double wave = .15 * Math.sin(40 * u) * Math.sin(50 * v);
                double[] front = {.65 + wave, .25 + wave, .15 + wave};
                int i = 4 * (y * SIZE + x);
                for (int c = 0; c < 3; c++) {
                    p[i + c] = (byte) Math.round(255 * Math.clamp(covers(u, v) ? front[c] : back[c], 0., 1.));
                }
                p[i + 3] = -1;
            }
        }
        return new RgbaImage(SIZE, SIZE, p);
    }

    private static double overlap(RgbaImage matte) {
        int both = 0;
        int any = 0;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                boolean found = matte.at(x, y, 3) > 127;
                boolean truth = covers((x + .5) / SIZE, (y + .5) / SIZE);
                if (found && truth) both++;
                if (found || truth) any++;
            }
        }
        return both / (double) any;
    }

    @ParameterizedTest
    @EnumSource(Background.class)
    void findsTheObject(Background background) {
        Matting.Result result = Matting.apply(picture(background), Matting.Mode.AUTO, RunContext.silent());
        assertThat(result.method())
                .isEqualTo(background == Background.NOISE ? Matting.Method.GRABCUT : Matting.Method.SMOOTH);
        assertThat(overlap(result.image())).isGreaterThan(background == Background.NOISE ? 0.85 : 0.95);
    }

    @Test
    void ownTransparencyIsKeptUnlessRemovalIsAskedFor() {
        RgbaImage picture = picture(Background.GRADIENT);
        picture.pixels()[3] = 40;
        assertThat(Matting.apply(picture, Matting.Mode.AUTO, RunContext.silent()))
                .isEqualTo(new Matting.Result(picture, Matting.Method.ALPHA));
        Matting.Result removed = Matting.apply(picture, Matting.Mode.REMOVE, RunContext.silent());
        assertThat(removed.method()).isEqualTo(Matting.Method.SMOOTH);
        assertThat(removed.image().at(0, 0, 3)).isZero();
    }

    @Test
    void keepTakesTheWholeOpaquePicture() {
        Matting.Result result = Matting.apply(picture(Background.GRADIENT), Matting.Mode.KEEP, RunContext.silent());
        assertThat(result.method()).isEqualTo(Matting.Method.WHOLE);
        assertThat(result.image().at(0, 0, 3)).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1", "16x1000", "64x64", "3x700"})
    void plainPictureHasNoObjectSoAllOfItIs(String size) {
        int w = Integer.parseInt(size.split("x")[0]);
        int h = Integer.parseInt(size.split("x")[1]);
        byte[] pixels = new byte[4 * w * h];
        java.util.Arrays.fill(pixels, (byte) 255);
        Matting.Result result = Matting.apply(new RgbaImage(w, h, pixels), Matting.Mode.AUTO, RunContext.silent());
        assertThat(result.method()).isEqualTo(Matting.Method.WHOLE);
    }

    @Test
    void stopsWhenToldTo() {
        RunContext context = RunContext.silent();
        context.cancel();
        Assertions.assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> Matting.apply(picture(Background.NOISE), Matting.Mode.AUTO, context));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cutIsMinimal(long seed) {
        int w = 4;
        int h = 3;
        Random random = new Random(seed);
        float[] prefer = new float[w * h];
        float[] links = new float[8 * w * h];
        GridCut cut = new GridCut(w, h);
        for (int i = 0; i < w * h; i++) {
            prefer[i] = random.nextInt(-20, 21);
            cut.prefer(i, prefer[i]);
            for (int d = 4; d < 8; d++) {
                if (!cut.hasNeighbour(i, d)) continue;
                links[8 * i + d] = random.nextInt(0, 15);
                cut.link(i, d, links[8 * i + d]);
            }
        }
        boolean[] source = cut.cut(RunContext.silent());
        int found = 0;
        for (int i = 0; i < w * h; i++) if (source[i]) found |= 1 << i;
        double least = Double.MAX_VALUE;
        for (int s = 0; s < 1 << w * h; s++) least = Math.min(least, energy(s, w, prefer, links));
        assertThat(energy(found, w, prefer, links)).isEqualTo(least);
    }

    private static double energy(int source, int w, float[] prefer, float[] links) {
        double sum = 0;
        for (int i = 0; i < prefer.length; i++) {
            if ((source >> i & 1) == 0) sum += prefer[i];
            for (int d = 4; d < 8; d++) {
                if (links[8 * i + d] == 0) continue;
                int q = i + GridCut.dy(d) * w + GridCut.dx(d);
                if ((source >> i & 1) != (source >> q & 1)) sum += links[8 * i + d];
            }
        }
        return sum;
    }
}
