// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.gltf.render.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** three.js in a real Chromium, drawing with software WebGL: what most web viewers do with a GLB. */
final class ThreeJs {
    static final int SIZE = 128, SAMPLES = 4;

    private ThreeJs() {}

    /** What of a model is drawn: its stored colours, or its normals in the axes of the camera. */
    enum Show {
        COLOR,
        NORMALS
    }

    record Job(Path file, Show show, List<View> views) {}

    /**
     * What three.js made of a file.
     *
     * @param maps
     *            three.js' names of the textures that it found
     * @param pictures
     *            one for each view, {@link #SIZE} squared, r, g, b, a with the colour multiplied by alpha
     * @param complaints
     *            errors and warnings of the browser's console
     */
    record Drawn(String file, int triangles, List<String> maps, List<byte[]> pictures, List<String> complaints) {}

    /** Skips the test that asks where npm has no browser to offer and none is named. */
    static void assumeBrowser() {
        boolean packaged = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        Assumptions.assumeTrue(packaged || System.getenv("PUPPETEER_EXECUTABLE_PATH") != null,
                "no browser for this platform comes with the tests; set PUPPETEER_EXECUTABLE_PATH to a Chromium or "
                        + "Chrome to run this test.");
    }

    static List<Drawn> draw(List<Job> jobs, Path folder) throws IOException, InterruptedException {
        List<Map<String, Object>> models = jobs.stream().map(j -> Map.<String, Object>of("file", j.file().toString(),
                "show", j.show() == Show.COLOR ? "color" : "normals", "views", j.views().stream().map(ThreeJs::json)
                        .toList()))
                .toList();
        JsonMapper mapper = JsonMapper.builder().build();
        Path job = Files.write(folder.resolve("job.json"), mapper.writeValueAsBytes(Map.of("size", SIZE, "samples",
                SAMPLES, "models", models)));
        List<Drawn> drawn = new ArrayList<>();
        for (JsonNode one : mapper.readTree(NodeScript.run("render.mjs", List.of(job.toString())))) {
            drawn.add(new Drawn(Path.of(one.get("file").asString()).getFileName().toString(), one.get("triangles")
                    .asInt(), texts(one.get("maps")),
                    texts(one.get("pictures")).stream().map(Base64.getDecoder()::decode)
                            .toList(),
                    texts(one.get("complaints"))));
        }
        return drawn;
    }

    private static Map<String, Double> json(View view) {
        return switch (view) {
            case View.Orbit v -> Map.of("azimuth", v.azimuth(), "elevation", v.elevation());
            case View.Fixed v -> Map.of("azimuth", v.azimuth(), "elevation", v.elevation(), "angle", v.angle(),
                    "distance", v.distance());
            case View.InputCamera v -> Map.of("azimuth", 0.0, "elevation", 0.0, "angle", v.angleX(), "distance", v
                    .distance());
        };
    }

    private static List<String> texts(JsonNode list) {
        List<String> out = new ArrayList<>();
        for (JsonNode text : list) out.add(text.asString());
        return out;
    }
}
