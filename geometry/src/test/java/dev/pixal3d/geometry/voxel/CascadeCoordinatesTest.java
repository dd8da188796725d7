// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.geometry.GoldenCases;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Coordinates of the reference, all equal. */
class CascadeCoordinatesTest {
    static List<Path> cases() { return GoldenCases.folders("cascade"); }

    @ParameterizedTest
    @MethodSource("cases")
    void quantisedAsTheReference(Path folder) throws IOException {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            int[] fine = rows(file.ints("hr_coords"));
            int side = 0;
            for (String key : file.tensors().keySet()) {
                if (!key.matches("axis\\d+")) continue;
                int[] axis = file.ints(key);
                side = axis.length;
                assertThat(CascadeCoordinates.axis(side, grid(key))).as(key).isEqualTo(axis);
            }
            assertThat(side).isPositive();
            for (String key : file.tensors().keySet()) {
                if (!key.matches("(quant|unique)\\d+")) continue;
                int[] coords = CascadeCoordinates.quantised(fine, side, grid(key));
                if (key.startsWith("unique")) coords = CascadeCoordinates.unique(coords, grid(key));
                assertThat(coords).as(key).isEqualTo(rows(file.ints(key)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resolutionYieldsToTheTokenLimit(Path folder) throws IOException {
        JsonNode meta = JsonMapper.builder().build().readTree(Files.readString(folder.resolve("meta.json")));
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            int[] fine = rows(file.ints("hr_coords"));
            int side = Math
                    .toIntExact(file.require("axis" + meta.at("/per_resolution/0/resolution").asInt()).shape().get(0));
            assertThat(meta.get("loops")).isNotEmpty();
            for (JsonNode loop : meta.get("loops")) {
                CascadeCoordinates.Tokens tokens = CascadeCoordinates.tokens(fine, side, loop.get("target").asInt(),
                        loop.get("max_num_tokens").asInt());
                assertThat(tokens.resolution()).as("%s", loop).isEqualTo(loop.get("actual_resolution").asInt());
                assertThat(tokens.count()).as("%s", loop).isEqualTo(loop.get("tokens").asInt());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void occupancyIsPooled(Path folder) throws IOException {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            float[] logits = new float[64 * 64 * 64];
            java.util.Arrays.fill(logits, -1);
            for (int i : file.ints("ss.logit_pos_flat_idx")) logits[i] = 0.5f;
            assertThat(CascadeCoordinates.occupied(logits, 64, 2)).isEqualTo(rows(file.ints("ss.coords32")));
        }
    }

    @Test
    void nothingOccupiedIsNoCoordinates() {
        assertThat(CascadeCoordinates.occupied(new float[8], 2, 1)).isEmpty();
        assertThat(CascadeCoordinates.tokens(new int[0], 512, 1536, 1).count()).isZero();
    }

    /** Without the batch column. */
    private static int[] rows(int[] batched) {
        int[] out = new int[batched.length / 4 * 3];
        for (int i = 0; i < out.length; i++) out[i] = batched[i / 3 * 4 + 1 + i % 3];
        return out;
    }

    private static int grid(String key) {
        return Integer.parseInt(key.replaceAll("\\D", "")) / CascadeCoordinates.VOXELS_PER_TOKEN;
    }
}
