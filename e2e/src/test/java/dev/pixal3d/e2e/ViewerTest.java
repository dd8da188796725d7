// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The playground's own reader and shaders against three.js, on the same files and from the same camera. */
@Timeout(300)
class ViewerTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    @Test
    void drawsWhatThreeJsDraws() throws Exception {
        ThreeJs.assumeBrowser();
        List<Path> files = new ArrayList<>();
        Camera camera;
        try (Pipeline pipeline = new Pipeline(new Engines(EngineOptions.NONE));
                Parallel parallel = Parallel.allCores()) {
            camera = write(pipeline, parallel, folder, files);
        }
        View view = new View.InputCamera(camera.angleX(), camera.distance(), Front.GLTF);
        List<ThreeJs.Drawn> theirs = ThreeJs.draw(files.stream()
                .map(file -> new ThreeJs.Job(file, ThreeJs.Show.COLOR, List.of(view))).toList(), folder);
        Path job = Files.write(folder.resolve("viewer.json"),
                JSON.writeValueAsBytes(Map.of("size", ThreeJs.SIZE, "samples", ThreeJs.SAMPLES, "files",
                        files.stream().map(Path::toString).toList(), "angle", camera.angleX(), "distance",
                        camera.distance())));
        JsonNode ours;
        try (LocalServer server = LocalServer.withSlowEngine(folder.resolve("data"))) {
            ours = JSON.readTree(NodeScript.run("viewer.mjs", List.of(server.url() + "/", job.toString())));
        }
        for (int i = 0; i < files.size(); i++) {
            String name = files.get(i).getFileName().toString();
            assertThat(ours.get(i).get("complaints")).as(name).isEmpty();
            assertThat(ours.get(i).get("triangles").asInt()).as(name).isEqualTo(theirs.get(i).triangles());
            compare(name, Base64.getDecoder().decode(ours.get(i).get("picture").asString()),
                    theirs.get(i).pictures().getFirst());
        }
    }

    /** The same model with each way to pack geometry, and with other textures. */
    private static Camera write(Pipeline pipeline, Parallel parallel, Path folder, List<Path> files)
            throws Exception {
        byte[] picture = Files.readAllBytes(Path.of("../examples/robot.png"));
        Camera camera = Camera.fillingPlane(1);
        for (GeometryCompression packing : GeometryCompression.values()) {
            Map<String, Object> input = Map.of("image_url", "robot.png", "decimation_target", 20_000, "texture_size",
                    1024, "geometry_compression", packing.name().toLowerCase(java.util.Locale.ROOT), "texture_format",
                    packing == GeometryCompression.NONE ? word(TextureFormat.WEBP) : word(TextureFormat.PNG));
            Artifact artifact = pipeline.generate(List.of(ImageDecoder.decode(picture)),
                    RequestReader.read(input, new SplittableRandom(1)).with(Parameters.NORMAL_MAP, true),
                    RunContext.silent(parallel));
            Path file = folder.resolve(packing + ".glb");
            try (OutputStream out = Files.newOutputStream(file)) {
                artifact.write(ModelWriters.GLB, "robot", parallel, out);
            }
            files.add(file);
            camera = artifact.asset().camera().orElseThrow();
        }
        return camera;
    }

    private static String word(TextureFormat format) { return format.name().toLowerCase(java.util.Locale.ROOT); }

    /**
     * Coverage agrees but for the number of samples a pixel has (16 there, with multisampling 64 here; a shift by one
     * pixel would cost a tenth), colours inside the outline but for mip levels, which three.js is told not to use.
     */
    private static void compare(String name, byte[] ours, byte[] theirs) {
        assertThat(ours).as(name).hasSameSizeAs(theirs);
        long both = 0, either = 0, difference = 0;
        int inside = 0;
        for (int i = 0; i < ours.length; i += 4) {
            int a = ours[i + 3] & 0xff, b = theirs[i + 3] & 0xff;
            both += Math.min(a, b);
            either += Math.max(a, b);
            if (a < 255 || b < 255) continue;
            inside++;
            for (int k = 0; k < 3; k++) difference += Math.abs((ours[i + k] & 0xff) - (theirs[i + k] & 0xff));
        }
        assertThat(inside).as(name + ": something is drawn").isGreaterThan(1000);
        assertThat((double) both / either).as(name + ": coverage").isGreaterThan(0.985);
        assertThat(difference / (3.0 * inside)).as(name + ": mean difference of colours, of 255").isLessThan(3);
    }
}
