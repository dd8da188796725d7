// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.geometry.GoldenCases;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sparse sampling against its goldens, and the nearest voxel against a search of all. */
class VoxelAttributesTest {
    static List<Path> samples() {
        return GoldenCases.folders("geometry_gridsample", "coords", "attrs", "query", "expected");
    }

    private static OVoxel voxels(int resolution, int[] coords, float[] attributes) {
        int n = coords.length / 3;
        return new OVoxel(resolution, coords, new float[3 * n], new byte[n], attributes, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAreTheReferences(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            int resolution = Integer.parseInt(file.metadata().get("resolution"));
            float[] query = file.floats("query"), expected = file.floats("expected");
            float[] weights = file.floats("weight_sum");
            VoxelAttributes field = new VoxelAttributes(voxels(resolution, file.ints("coords"), file.floats("attrs")));
            float[] out = new float[6];
            for (int q = 0; q < weights.length; q++) {
                field.sampleGrid(query[3 * q], query[3 * q + 1], query[3 * q + 2], out, 0);
                for (int k = 0; k < 6; k++) {
                    if (weights[q] > 0) assertThat(out[k]).isCloseTo(expected[6 * q + k], Offset.offset(2e-6f));
                    else assertThat(out[k]).isBetween(0f, 1f);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40, 300})
    void nearestVoxelIsExactInsideAndOutside(int count) {
        Random random = new Random(count);
        int resolution = 61;
        int[] coords = new int[3 * count];
        for (int i = 0; i < coords.length; i++) coords[i] = random.nextInt(resolution);
        VoxelSearch search = new VoxelSearch(resolution, coords, BrickMap.of(resolution, coords));
        for (int n = 0; n < 300; n++) {
            float[] p = new float[3];
            for (int k = 0; k < 3; k++) p[k] = (random.nextFloat() * 1.6f - 0.3f) * resolution;
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < count; i++) best = Math.min(best, distance(coords, i, p));
            assertThat(distance(coords, search.nearest(p[0], p[1], p[2]), p)).isEqualTo(best);
        }
    }

    private static double distance(int[] coords, int row, float[] p) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double d = coords[3 * row + k] + 0.5 - p[k];
            sum += d * d;
        }
        return sum;
    }

    @Test
    void awayFromVoxelsTheNearestAnswers() {
        int[] coords = {2, 2, 2, 60, 60, 60};
        float[] attributes = {1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1};
        VoxelAttributes field = new VoxelAttributes(voxels(64, coords, attributes));
        float[] out = new float[6];
        field.sample(-0.3f, -0.2f, -0.1f, out, 0);
        assertThat(out).containsExactly(1, 0, 0, 0, 1, 1);
        field.sample(0.9f, 0.2f, 0.1f, out, 0);
        assertThat(out).containsExactly(0, 0, 1, 1, 0, 1);
    }

    @Test
    void anEmptyVolumeIsRefused() {
        assertThatThrownBy(() -> new VoxelAttributes(voxels(8, new int[0], new float[0])))
                .hasMessageContaining("no voxels");
    }
}
