// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProjectionGridTest {
    static List<Path> cases() throws IOException { return Golden.cases("projgrid"); }

    @ParameterizedTest
    @MethodSource("cases")
    void pointsAndFeaturesAreTheReferences(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder); TensorScope _ = TensorScope.open()) {
            JsonNode cases = JsonMapper.builder().build().readTree(golden.text("meta.json"));
            assertThat(cases).isNotEmpty();
            for (JsonNode c : cases) {
                String name = "c" + c.get("case").asInt();
                int grid = c.get("G").asInt();
                int resolution = c.get("image_resolution").asInt();
                PictureCamera camera = new PictureCamera(c.get("fov").asDouble(), c.get("distance").asDouble(),
                        c.get("mesh_scale").asDouble());
                float[] pixels = ProjectionGrid.pixels(DenseGrid.coords(grid), grid, resolution, camera);
                float[] expected = golden.floats(name + ".points_px");
                float[] depth = golden.floats(name + ".depth");
                boolean nearCamera = false;
                for (int i = 0; i < expected.length; i++) {
                    boolean near = Math.abs(depth[i / 2]) < 0.05;
                    nearCamera |= near;
                    double allowed = Math.max(2e-3, (near ? 1e-2 : 1e-4) * Math.abs(expected[i]));
                    assertThat((double) pixels[i]).as("%s point %d", name, i / 2).isCloseTo(expected[i],
                            org.assertj.core.data.Offset.offset(allowed));
                }
                golden.close(
                        FeatureSampling.sample(golden.tensor(c.get("map").asString()).squeeze(0), pixels, resolution),
                        name + ".sampled", nearCamera ? 1e-3 : 2e-4);
            }
        }
    }

    /** Fine grids are recorded at some of their nodes, at one camera that is fixed by its field of view. */
    @ParameterizedTest
    @MethodSource("cases")
    void nodesOfFineGridsAreTheReferences(Path folder) {
        try (Golden golden = Golden.open(folder); TensorScope _ = TensorScope.open()) {
            List<String> grids = golden.names().stream().filter(n -> n.matches("g\\d+\\.coords")).toList();
            assumeThat(grids).as("fine grids in %s", folder).isNotEmpty();
            PictureCamera camera = new PictureCamera(0.45, 1 / (2 * Math.tan(0.225)), 1);
            for (String name : grids) {
                int grid = Integer.parseInt(name.substring(1, name.indexOf('.')));
                float[] pixels = ProjectionGrid.pixels(golden.ints(name), grid, 1024, camera);
                golden.close(FeatureSampling.sample(golden.tensor("map16_chw").squeeze(0), pixels, 1024),
                        "g" + grid + ".sampled", 2e-4);
            }
        }
    }
}
