// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cameras elsewhere than in front; the derivation of the recordings is beside them. */
class SeveralViewsTest {
    private static final int GRID = 7;

    static List<Path> cases() throws IOException { return Golden.cases("views"); }

    @ParameterizedTest
    @MethodSource("cases")
    void pointsAndFusedFeaturesFollowTheFormulas(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder); TensorScope _ = TensorScope.open()) {
            for (JsonNode c : JsonMapper.builder().build().readTree(golden.text("meta.json"))) {
                String name = "c" + c.get("case").asInt();
                int grid = c.get("G").asInt();
                int resolution = c.get("image_resolution").asInt();
                float[] points = golden.floats(name + ".points_px");
                float[] depth = golden.floats(name + ".depth");
                boolean near = false;
                for (float d : depth) near |= Math.abs(d) < 0.05;
                List<PictureCamera> cameras = cameras(c);
                Tensor fused = Tensor.zeros(golden.tensor(name + ".fused").dtype(), golden.tensor(name + ".fused")
                        .device(), golden.tensor(name + ".fused").shape());
                for (int view = 0; view < cameras.size(); view++) {
                    float[] pixels = ProjectionGrid.pixels(DenseGrid.coords(grid), grid, resolution, cameras.get(view));
                    for (int i = 0; i < pixels.length; i++) {
                        double expected = points[view * pixels.length + i];
                        double share = Math.abs(depth[(view * pixels.length + i) / 2]) < 0.05 ? 1e-2 : 1e-4;
                        assertThat((double) pixels[i]).as("%s view %d point %d", name, view, i / 2)
                                .isCloseTo(expected, within(Math.max(2e-3, share * Math.abs(expected))));
                    }
                    Tensor map = golden.tensor(name + ".maps").select(0, view);
                    fused = fused.add(FeatureSampling.sample(map, pixels, resolution).mul(1.0 / cameras.size()));
                }
                golden.close(fused, name + ".fused", near ? 1e-3 : 2e-4);
            }
        }
    }

    private static List<PictureCamera> cameras(JsonNode c) {
        List<CameraPose> poses = new ArrayList<>();
        for (JsonNode matrix : c.get("transform_matrix")) poses.add(CameraPose.of(rows(matrix)));
        List<PictureCamera> cameras = new ArrayList<>();
        for (int i = 0; i < poses.size(); i++) {
            cameras.add(new PictureCamera(c.get("camera_angle_x").get(i).asDouble(),
                    poses.get(i).seenFrom(poses.getFirst()), c.get("mesh_scale").asDouble()));
        }
        return cameras;
    }

    private static List<List<Double>> rows(JsonNode matrix) {
        List<List<Double>> rows = new ArrayList<>();
        for (JsonNode row : matrix) {
            List<Double> numbers = new ArrayList<>();
            for (JsonNode value : row) numbers.add(value.asDouble());
            rows.add(numbers);
        }
        return rows;
    }

    @Test
    void theMainCameraBecomesTheFrontWhereverItStood() {
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            CameraPose main = turnedAtWill(random);
            same(main.seenFrom(main), CameraPose.front(main.distance()));
        }
    }

    /** Turning the world with all of its cameras changes nothing. */
    @Test
    void theGivenWorldsAxesPlayNoRole() {
        Random random = new Random(6);
        for (int i = 0; i < 100; i++) {
            CameraPose world = turnedAtWill(random);
            CameraPose front = CameraPose.front(2.5);
            CameraPose side = CameraPose.around(random.nextDouble() * 6, 2.5);
            same(moved(world, side).seenFrom(moved(world, front)), side);
        }
    }

    /** From behind left is right and near is far; from the right, what was near is at the left. */
    @Test
    void sidesSeeTheGridTurned() {
        double distance = 2.9;
        int[] coords = DenseGrid.coords(GRID);
        float[] front = ProjectionGrid.pixels(turned(coords, 2), GRID, 512, camera(CameraPose.front(distance)));
        float[] back = ProjectionGrid.pixels(coords, GRID, 512, camera(CameraPose.around(Math.PI, distance)));
        assertThat(back).containsExactly(front, Offset.offset(1e-3f));
        front = ProjectionGrid.pixels(turned(coords, 1), GRID, 512, camera(CameraPose.front(distance)));
        float[] right = ProjectionGrid.pixels(coords, GRID, 512, camera(CameraPose.around(Math.PI / 2, distance)));
        assertThat(right).containsExactly(front, Offset.offset(1e-3f));
        // the node that is rightmost in front is nearest from the right: it moves most when the camera comes closer
        int[] node = {GRID - 1, GRID - 1, GRID / 2};
        float[] near = ProjectionGrid.pixels(node, GRID, 512, camera(CameraPose.around(Math.PI / 2, distance)));
        float[] far = ProjectionGrid.pixels(node, GRID, 512, camera(CameraPose.around(-Math.PI / 2, distance)));
        assertThat(near[1]).as("higher above the middle").isLessThan(far[1]);
    }

    private static PictureCamera camera(CameraPose pose) { return new PictureCamera(0.35, pose, 1); }

    /** Nodes turned by quarters round the axis that points up, so that the camera is in front again. */
    private static int[] turned(int[] coords, int quarters) {
        int[] turned = coords.clone();
        for (int q = 0; q < quarters; q++) {
            for (int i = 0; i < turned.length; i += 3) {
                int x = turned[i];
                turned[i] = GRID - 1 - turned[i + 2];
                turned[i + 2] = x;
            }
        }
        return turned;
    }

    private static CameraPose turnedAtWill(Random random) {
        double[] q = new double[4];
        double length = 0;
        for (int i = 0; i < 4; i++) {
            q[i] = random.nextGaussian();
            length += q[i] * q[i];
        }
        for (int i = 0; i < 4; i++) q[i] /= Math.sqrt(length);
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        return CameraPose.of(List.of(
                List.of(1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), random.nextGaussian()),
                List.of(2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), random.nextGaussian()),
                List.of(2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y), random.nextGaussian())));
    }

    /** The camera after the world was turned round its origin. */
    private static CameraPose moved(CameraPose by, CameraPose camera) {
        return new CameraPose(turned(by, camera.right()), turned(by, camera.up()), turned(by, camera.back()),
                turned(by, camera.position()));
    }

    private static CameraPose.Vector turned(CameraPose by, CameraPose.Vector v) {
        return new CameraPose.Vector(by.right().x() * v.x() + by.up().x() * v.y() + by.back().x() * v.z(),
                by.right().y() * v.x() + by.up().y() * v.y() + by.back().y() * v.z(),
                by.right().z() * v.x() + by.up().z() * v.y() + by.back().z() * v.z());
    }

    private static void same(CameraPose actual, CameraPose expected) {
        assertThat(numbers(actual)).containsExactly(numbers(expected), within(1e-9));
    }

    private static double[] numbers(CameraPose pose) {
        double[] numbers = new double[12];
        int at = 0;
        for (CameraPose.Vector v : List.of(pose.right(), pose.up(), pose.back(), pose.position())) {
            numbers[at++] = v.x();
            numbers[at++] = v.y();
            numbers[at++] = v.z();
        }
        return numbers;
    }
}
