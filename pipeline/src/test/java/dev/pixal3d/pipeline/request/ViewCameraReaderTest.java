// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Several pictures of one object, as a request has them. */
class ViewCameraReaderTest {
    private static final List<List<Double>> FRONT = List.of(List.of(1.0, 0.0, 0.0, 0.0), List.of(0.0, 0.0, -1.0, -3.0),
            List.of(0.0, 1.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0, 1.0));
    private static final List<String> TWO = List.of("https://a/front.png", "https://a/right.png");

    private static GenerateRequest read(Map<String, ?> json) { return RequestReader.read(json, new Random(1)); }

    private static Problem.Field fault(Map<String, ?> json) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> read(json));
        assertThat(thrown).as("%s", json).isNotNull();
        return (Problem.Field) thrown.problem();
    }

    private static List<List<Double>> with(int row, int column, double value) {
        List<List<Double>> rows = new ArrayList<>();
        for (List<Double> r : FRONT) rows.add(new ArrayList<>(r));
        rows.get(row).set(column, value);
        return rows;
    }

    @Test
    void severalPicturesStandInPlaceOfOne() {
        GenerateRequest request = read(Map.of("image_urls", TWO));
        assertThat(request.pictures()).isEqualTo(TWO);
        assertThat(request.cameras()).containsExactly(ViewCamera.Side.FRONT, ViewCamera.Side.RIGHT);
        assertThat(request.name()).isEqualTo("front");
        assertThat(read(Map.of("image_urls", TWO, "image_url", "x")).pictures()).isEqualTo(TWO);
    }

    @Test
    void aListOfOneIsAPictureLikeAnyOther() {
        GenerateRequest request = read(Map.of("image_urls", List.of("https://a/b.png")));
        assertThat(request).isEqualTo(new GenerateRequest(List.of("https://a/b.png"), request.seed(),
                request.settings()));
        assertThat(request.cameras()).isEmpty();
    }

    @Test
    void nullMeansThereIsNone() {
        Map<String, Object> json = new HashMap<>(Map.of("image_url", "x"));
        json.put("image_urls", null);
        json.put("cameras", null);
        assertThat(read(json).pictures()).containsExactly("x");
    }

    @Test
    void camerasAreSidesOrPoses() {
        GenerateRequest sides = read(Map.of("image_urls", TWO, "cameras", List.of("front", " Back ")));
        assertThat(sides.cameras()).containsExactly(ViewCamera.Side.FRONT, ViewCamera.Side.BACK);
        assertThat(ViewCamera.Side.BACK.azimuth()).isEqualTo(Math.PI);
        GenerateRequest posed = read(Map.of("image_urls", TWO, "camera_angle_x", 0.3, "cameras",
                List.of(Map.of("transform_matrix", FRONT, "camera_angle_x", 0.5), Map.of("transform_matrix", FRONT))));
        assertThat(posed.cameras()).first().isInstanceOfSatisfying(ViewCamera.Posed.class, camera -> {
            assertThat(camera.cameraToWorld()).isEqualTo(FRONT);
            assertThat(camera.angleX()).hasValue(0.5);
        });
        assertThat(RequestReader.read(Map.of("image_urls", TWO, "camera_angle_x", 0.3, "cameras",
                posed.cameras().stream().map(ViewCamera::json).toList()), new Random(1)).cameras())
                .as("what provenance shows can be sent again").isEqualTo(posed.cameras());
    }

    @Test
    void everyMistakeIsNamedWithWhatToDo() {
        assertThat(fault(Map.of()).field()).isEqualTo("image_url");
        assertThat(fault(Map.of("image_urls", "a")).kind()).isEqualTo(Problem.Kind.LIST_TYPE);
        assertThat(fault(Map.of("image_urls", List.of())).kind()).isEqualTo(Problem.Kind.TOO_SHORT);
        List<String> many = Collections.nCopies(17, "a");
        assertThat(fault(Map.of("image_urls", many)).kind()).isEqualTo(Problem.Kind.TOO_LONG);
        assertThat(fault(Map.of("image_urls", List.of("a", 5))).kind()).isEqualTo(Problem.Kind.STRING_TYPE);
        assertThat(fault(Map.of("image_urls", List.of("a", " "))).message()).contains("(item 2)");
        assertThat(fault(Map.of("image_urls", Collections.singletonList(null))).message()).contains("(item 1)");
        assertThat(fault(Map.of("image_urls", many.subList(0, 5))).message()).contains("cameras where each");
        assertThat(fault(Map.of("image_url", "a", "cameras", List.of("front", "left"))).message())
                .contains("2 for 1 pictures");
        assertThat(fault(Map.of("image_url", "a", "cameras", List.of("front"))).message())
                .contains("single picture is estimated");
        assertThat(fault(Map.of("image_urls", List.of("a"), "cameras", List.of("front"))).field())
                .isEqualTo("cameras");
        for (Map.Entry<List<Object>, String> wrong : Map.<List<Object>, String>ofEntries(
                Map.entry(List.of("front"), "1 for 2 pictures"),
                Map.entry(List.of("front", "top"), "camera 2 is no side (got \"top\""),
                Map.entry(List.of("right", "front"), "Put the front picture first"),
                Map.entry(List.of("front", "front"), "named twice"),
                Map.entry(List.of("front", pose(FRONT)), "Give all of them in one way"),
                Map.entry(List.of("front", 7), "neither a side nor an object"),
                Map.entry(List.of(pose(FRONT), Map.of()), "camera 2 is neither"),
                Map.entry(List.of(pose(FRONT), pose(FRONT.subList(0, 3))), "camera 2 is not 4 rows of 4 numbers"),
                Map.entry(List.of(pose(FRONT), pose(with(0, 0, 2))), "Take scale and shear out"),
                Map.entry(List.of(pose(FRONT), pose(with(0, 0, -1))), "camera 2 mirrors"),
                Map.entry(List.of(pose(FRONT), pose(with(1, 3, 3))), "camera 2 looks away"),
                Map.entry(List.of(pose(FRONT), Map.of("transform_matrix", List.of(List.of("1")))),
                        "no number (got \"1\")"),
                Map.entry(List.of(pose(FRONT), pose(with(0, 1, 0.2))), "no rotation and translation"),
                Map.entry(List.of(pose(FRONT), pose(with(3, 0, 1))), "does not end with the row 0 0 0 1"),
                Map.entry(List.of(pose(FRONT), pose(with(0, 0, Double.NaN))), "no number (got NaN)"),
                Map.entry(List.of(pose(FRONT), pose(with(1, 3, 0))), "at a distance of 0"),
                Map.entry(List.of(pose(FRONT), pose(with(1, 3, 1e9))), "at a distance of 1.000e+09"),
                Map.entry(List.of(pose(FRONT), Map.of("transform_matrix", FRONT)), "no field of view"),
                Map.entry(List.of(pose(FRONT), Map.of("transform_matrix", FRONT, "camera_angle_x", "wide")),
                        "is no field of view (got \"wide\""),
                Map.entry(List.of(pose(FRONT), Map.of("transform_matrix", FRONT, "camera_angle_x", 3.2)),
                        "is no field of view (got 3.2"))
                .entrySet()) {
            Problem.Field fault = fault(Map.of("image_urls", TWO, "cameras", wrong.getKey()));
            assertThat(fault.field()).isEqualTo("cameras");
            assertThat(fault.kind()).isEqualTo(Problem.Kind.VALUE_ERROR);
            assertThat(fault.message()).contains(wrong.getValue());
        }
    }

    private static Map<String, Object> pose(List<List<Double>> matrix) {
        return Map.of("transform_matrix", matrix, "camera_angle_x", 0.4);
    }

    /** Whatever a list of cameras holds, it is read or refused in words. */
    @Test
    void nothingElseHappens() {
        Random random = new Random(11);
        for (int i = 0; i < 5000; i++) {
            Map<String, Object> json = Map.of("image_urls", TWO, "cameras", anything(random, 0));
            try {
                assertThat(read(json).cameras()).hasSize(2);
            } catch (ProblemException e) {
                assertThat(e.problems()).allSatisfy(p -> assertThat(p.message()).isNotBlank());
            }
        }
    }

    private static Object anything(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 8)) {
            case 0 -> random.nextGaussian();
            case 1 -> List.of("front", "right", "", "\0", "camera").get(random.nextInt(5));
            case 2 -> random.nextBoolean();
            case 3 -> random.nextBoolean() ? Double.NaN : Collections.singletonList(null);
            case 4 -> Map.of("transform_matrix", anything(random, depth + 1), "camera_angle_x",
                    anything(random, depth + 1));
            case 5 -> Map.of("transform_matrix", FRONT);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) list.add(anything(random, depth + 1));
                yield list;
            }
        };
    }
}
