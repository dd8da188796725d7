// SPDX-License-Identifier: MIT
package dev.pixal3d.preview.guess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.Plane;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GuessNetworkTest {
    private static final int SIZE = GuessNetwork.SIZE, STEP = 4;

    /** The waves for which the training module recorded what libtorch computes. */
    private static float[] waves() {
        float[] input = new float[GuessNetwork.INPUTS * SIZE * SIZE];
        for (int i = 0; i < input.length; i++) {
            int plane = i / (SIZE * SIZE), x = i % SIZE, y = i / SIZE % SIZE;
            input[i] = (float) (0.5 + 0.5 * StrictMath.sin(0.1 * (plane + 1) * x + 0.07 * (plane + 2) * y));
        }
        return input;
    }

    @Test
    void computesWhatTheTrainingFrameworkComputes() throws IOException {
        float[] golden;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("guess-golden.safetensors"));
                SafetensorsFile file = SafetensorsFile.of("golden", in.readAllBytes())) {
            golden = file.floats("planes");
        }
        float[] planes;
        try (Parallel parallel = new Parallel(2)) {
            planes = GuessNetwork.shipped().run(waves(), parallel);
        }
        int side = SIZE / STEP;
        double spread = 0;
        for (int i = 0; i < golden.length; i++) {
            int plane = i / (side * side), x = i % side * STEP, y = i / side % side * STEP;
            assertThat(planes[(plane * SIZE + y) * SIZE + x]).isCloseTo(golden[i], within(2e-3f));
            spread = Math.max(spread, Math.abs(golden[i]));
        }
        assertThat(spread).as("the golden answer says something").isGreaterThan(0.1);
    }

    @Test
    void threadsDoNotMatter() {
        try (Parallel one = new Parallel(1); Parallel three = new Parallel(3)) {
            assertThat(GuessNetwork.shipped().run(waves(), one)).isEqualTo(GuessNetwork.shipped().run(waves(), three));
        }
    }

    @Test
    void mirroredPicturesGetMirroredGuesses() {
        Plane[] rgb = {new Plane(SIZE, SIZE), new Plane(SIZE, SIZE), new Plane(SIZE, SIZE)};
        Plane[] turned = {new Plane(SIZE, SIZE), new Plane(SIZE, SIZE), new Plane(SIZE, SIZE)};
        Plane alpha = new Plane(SIZE, SIZE), mirrored = new Plane(SIZE, SIZE);
        for (int i = 0; i < SIZE * SIZE; i++) {
            int x = i % SIZE, y = i / SIZE, j = y * SIZE + SIZE - 1 - x;
            boolean in = x > 6 && x < 30 + y / 3 && y > 8 && y < 55;
            alpha.values()[i] = mirrored.values()[j] = in ? 1 : 0;
            for (int c = 0; c < 3; c++) rgb[c].values()[i] = turned[c].values()[j] = in ? (x + c * y) % 40 / 40f : 0;
        }
        try (Parallel parallel = new Parallel(2)) {
            Guess a = Guess.of(GuessNetwork.shipped(), rgb, alpha, 0.35, parallel), b = Guess.of(GuessNetwork.shipped(),
                    turned, mirrored, 0.35, parallel);
            for (int i = 0; i < SIZE * SIZE; i++) {
                int j = i / SIZE * SIZE + SIZE - 1 - i % SIZE;
                if (alpha.values()[i] < 1) continue;
                assertThat(a.middle().values()[i]).isCloseTo(b.middle().values()[j], within(1e-4f));
                assertThat(a.half().values()[i]).isCloseTo(b.half().values()[j], within(1e-4f)).isPositive();
            }
        }
    }
}
