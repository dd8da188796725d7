// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.preview.guess.Guess;
import dev.pixal3d.preview.guess.GuessNetwork;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearnedShapeTest {
    private static SolidModel learned(RgbaImage image, double distance, Parallel parallel) {
        return SolidModel.of(image, 128, new Projection.Straight(distance), Optional.of(GuessNetwork.shipped()),
                RunContext.silent(parallel));
    }

    static Stream<RgbaImage> pictures() { return Stream.of(Pictures.figure(), Pictures.ring()); }

    @ParameterizedTest
    @MethodSource("pictures")
    void staysClosedInTheCubeAndTrueToTheOutline(RgbaImage picture) {
        try (Parallel parallel = new Parallel(2)) {
            for (double distance : new double[]{0.4, 1.1, 2.828}) {
                SolidModel model = learned(picture, distance, parallel);
                Topology topology = Topology.of(model.mesh());
                assertThat(topology.badEdges()).isZero();
                assertThat(topology.volume()).isPositive();
                if (distance > 1) {
                    for (float p : model.mesh().positions()) assertThat(Math.abs(p)).isLessThanOrEqualTo(0.5f);
                }
                assertThat(Likeness.of(model.mesh(), model.colour(), model.cutout(), distance).overlap()).isGreaterThan(
                        0.96);
            }
        }
    }

    @Test
    void threadsDoNotMatter() {
        try (Parallel one = new Parallel(1); Parallel three = new Parallel(3)) {
            SolidModel a = learned(Pictures.figure(), 2.828, one), b = learned(Pictures.figure(), 2.828, three);
            assertThat(a.mesh().positions()).isEqualTo(b.mesh().positions());
            assertThat(a.mesh().triangles()).isEqualTo(b.mesh().triangles());
        }
    }

    @Test
    void voxelsSurroundTheSameSolid() {
        try (Parallel parallel = new Parallel(2)) {
            SolidModel model = learned(Pictures.figure(), 2.828, parallel);
            VoxelCheck check = VoxelCheck.of(model.voxels(100, parallel));
            assertThat(check.missing()).isZero();
            assertThat(check.leaks()).isZero();
            double volume = Topology.of(model.mesh()).volume();
            assertThat(check.volume()).isCloseTo(volume, within(0.05 * volume));
        }
    }

    @Test
    void theOutlineHasASayInAGuessedThicknessAndNoneInAKnownOne() {
        int m = 64;
        Plane alpha = new Plane(2 * m, 2 * m), inflated = new Plane(m, m);
        Plane middle = new Plane(16, 16), squared = new Plane(16, 16);
        for (int i = 0; i < 4 * m * m; i++) alpha.values()[i] = Math.hypot(i % 128 - 63.5, i / 128 - 63.5) < 50 ? 1 : 0;
        Arrays.fill(squared.values(), 0.04f);
        Arrays.fill(inflated.values(), 0.05f);
        Silhouette disc;
        try (Parallel parallel = new Parallel(1)) {
            disc = Silhouette.of(alpha, m, parallel);
        }
        for (Guess.Trust trust : Guess.Trust.values()) {
            LearnedShape shape = LearnedShape.of(new Guess(middle, squared, alpha, trust), inflated, disc);
            double expected = trust == Guess.Trust.GUESSED ? Math.pow(0.2, 0.75) * Math.pow(0.05, 0.25) : 0.2;
            assertThat(shape.half().at(m / 2, m / 2)).isCloseTo((float) expected, within(1e-4f));
            assertThat(shape.half().at(1, 1)).isZero();
        }
    }

    /** Whatever the middle, points and their places in the picture belong together. */
    @Test
    void bentProjectionIsItsOwnInverse() {
        Plane middle = new Plane(32, 32);
        for (int i = 0; i < 1024; i++) middle.values()[i] = (float) (0.1 * Math.sin(i * 0.3));
        Projection bent = new Projection.Bent(1.5, middle, 0.9);
        float[] p = new float[3];
        for (double u = 0.05; u < 1; u += 0.13) {
            for (double depth = -0.2; depth < 0.2; depth += 0.07) {
                bent.place(u, 1 - u / 2, depth, p, 0);
                assertThat(bent.u(p[0], p[2])).isCloseTo(u, within(1e-6));
                assertThat(bent.v(p[1], p[2])).isCloseTo(1 - u / 2, within(1e-6));
                assertThat(bent.depth(u, 1 - u / 2, p[2])).isCloseTo(depth, within(1e-6));
            }
        }
    }
}
