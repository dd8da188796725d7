// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CameraMathTest {
    private static final double TOLERANCE = 1e-6;

    static List<Path> cases() throws IOException {
        Path root = Path.of(System.getProperty("goldens", "src/test/resources/goldens"));
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(p -> Files.exists(p.resolve("moge.json")) && Files.exists(p.resolve("table.json")))
                    .sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void distanceAndFocalLengthOfTheReference(Path folder) throws IOException {
        for (JsonNode row : rows(folder, "table.json")) {
            double angle = row.get("camera_angle_x").asDouble();
            int resolution = row.get("image_resolution").asInt();
            close(CameraMath.focalPixels(angle, resolution), row.get("f_pixels"), row);
            close(CameraMath.distance(angle, row.get("mesh_scale").asDouble(), row.get("extend_pixel").asDouble(),
                    resolution), row.get("distance"), row);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fieldOfViewOfTheReference(Path folder) throws IOException {
        for (JsonNode row : rows(folder, "moge.json")) {
            close(CameraMath.angleOfFocal(row.get("fx_normalized").asDouble()), row.get("camera_angle_x"), row);
        }
    }

    @Test
    void impossibleFieldOfViewIsRefused() {
        for (double angle : new double[]{0, -1, Math.PI, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> CameraMath.distance(angle, 1, 0, 512))
                    .withMessageContaining("field of view");
        }
    }

    private static JsonNode rows(Path folder, String name) throws IOException {
        JsonNode rows = JsonMapper.builder().build().readTree(Files.readString(folder.resolve(name)));
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static void close(double actual, JsonNode expected, JsonNode row) {
        assertThat(actual).as("%s", row).isCloseTo(expected.asDouble(),
                within(TOLERANCE * Math.abs(expected.asDouble())));
    }
}
