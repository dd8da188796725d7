// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.engine.Cancellation;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.Progress;
import dev.pixal3d.engine.RequestReader;
import dev.pixal3d.engine.RunContext;
import dev.pixal3d.geometry.Parallel;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.preview.PreviewEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models made from the shipped pictures, in every texture format, satisfy the Khronos validator. */
class GeneratedModelTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @Test
    void modelsOfTheExamplesAreValid(@TempDir Path folder) throws Exception {
        List<Path> files = new ArrayList<>();
        try (Parallel parallel = Parallel.allCores(); Engine engine = new PreviewEngine()) {
            RunContext context = new RunContext(Progress.NONE, new Cancellation(), parallel);
            files.add(generate(engine, "mushroom.png", "png", context, folder));
            files.add(generate(engine, "robot.png", "jpeg", context, folder));
            files.add(generate(engine, "duck-on-a-table.png", "webp_with_fallback", context, folder));
        }
        assertThat(KhronosValidator.validate(files)).hasSize(3)
                .allSatisfy(r -> assertThat(r.errors() + r.warnings()).as(r.toString()).isZero());
    }

    private static Path generate(Engine engine, String picture, String format, RunContext context, Path folder)
            throws Exception {
        Map<String, Object> json = Map.of("image_url", picture, "seed", 1, "decimation_target", 20000, "texture_size",
                1024,
                "texture_format", format);
        RequestReader.Outcome.Valid valid = (RequestReader.Outcome.Valid) RequestReader.read(json, new Random(1));
        byte[] glb = engine
                .generate(ImageDecoder.decode(Files.readAllBytes(EXAMPLES.resolve(picture))), valid.request(),
                        context)
                .glb();
        return Files.write(folder.resolve(picture + ".glb"), glb);
    }
}
