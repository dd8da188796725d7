// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code render} and {@code quality}: what they draw and say of one small model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PicturesOfModelsTest {
    @TempDir
    private static Path folder = Path.of("");

    private Run quality = Run.of("--version");
    private Path model = Path.of("");

    @BeforeAll
    void measure() {
        quality = Run.of("quality", Run.EXAMPLES.resolve("mushroom.png"), "-o", folder, "--engine", "preview", "--seed",
                1,
                "--decimation_target", 5000, "--texture_size", 1024, "--tile", 64);
        model = folder.resolve("mushroom.glb");
    }

    private static RgbaImage picture(Path file) throws IOException {
        return ImageDecoder.decode(Files.readAllBytes(file));
    }

    private static long notWhite(RgbaImage image) {
        long count = 0;
        for (int i = 0; i < image.pixels().length; i += 4) {
            boolean white = image.pixels()[i] == -1 && image.pixels()[i + 1] == -1 && image.pixels()[i + 2] == -1;
            if (!white) count++;
        }
        return count;
    }

    @Test
    void qualityLeavesModelTableAndSheet() throws IOException {
        assertThat(quality.exitCode()).as(quality.err()).isZero();
        assertThat(Files.size(model)).isGreaterThan(1000);
        List<String> table = Files.readAllLines(folder.resolve("table.md"));
        assertThat(quality.out().lines().toList()).isEqualTo(table);
        assertThat(table).hasSize(4);
        String[] row = table.get(2).split("\\|");
        assertThat(row[1].strip()).isEqualTo("mushroom");
        assertThat(Double.parseDouble(row[2].strip())).as("silhouette IoU").isBetween(0.9, 1.0);
        assertThat(row[4].strip()).as("open edges").isEqualTo("0");
        assertThat(notWhite(picture(folder.resolve("sheet.png")))).isPositive();
    }

    /** An empty picture, or one without something, is never silent. */
    @Test
    void whatIsLeftOutOfAPictureIsSaid() throws IOException {
        byte[] json = "{\"asset\":{\"version\":\"2.0\"},\"extensionsRequired\":[\"KHR_lights_punctual\"]}   "
                .getBytes(StandardCharsets.UTF_8);
        int padded = json.length / 4 * 4;
        Path nothing = Files.write(folder.resolve("nothing.glb"),
                ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN).putInt(0x46546c67).putInt(2)
                        .putInt(20 + padded).putInt(padded).putInt(0x4e4f534a).put(json, 0, padded).array());
        Run run = Run.of("render", nothing, "-o", folder.resolve("nothing.png"), "--size", 32);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("nothing.glb: KHR_lights_punctual: left out", "the picture is empty");
    }

    @Test
    void oneViewHasTheSizeAskedForAndShowsTheModel() throws IOException {
        Path front = folder.resolve("front.png");
        Run run = Run.of("render", model, "-o", front, "--size", 96);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(front.toString());
        RgbaImage image = picture(front);
        assertThat(new int[]{image.width(), image.height()}).containsExactly(96, 96);
        assertThat(notWhite(image)).isBetween(96L * 96 / 20, 96L * 96 * 19 / 20);
    }

    @Test
    void severalViewsAndModesMakeASheet() throws IOException {
        Path sheet = folder.resolve("views.png");
        assertThat(Run.of("render", model, "-o", sheet, "--size", 64, "--turntable", 6, "--mode", "shaded,mask")
                .exitCode()).isZero();
        RgbaImage image = picture(sheet);
        assertThat(image.width()).as("six views across").isGreaterThanOrEqualTo(6 * 64);
        assertThat(image.height()).as("a row for each mode").isBetween(2 * 64, 4 * 64);
    }

    @Test
    void whatCannotBeDrawnIsSaid() {
        for (List<String> wrong : List.of(List.of("--size", "15", "--size"),
                List.of("--turntable", "65", "--turntable"),
                List.of("--mode", "x-ray", "--mode"))) {
            Run run = Run.of("render", model, "-o", folder.resolve("no.png"), wrong.get(0), wrong.get(1));
            assertThat(run.exitCode()).as(wrong.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains(wrong.get(2), wrong.get(1));
        }
        assertThat(folder.resolve("no.png")).doesNotExist();
        assertThat(Run.of("render", Run.EXAMPLES.resolve("mushroom.png"), "-o", folder.resolve("no.png")).exitCode())
                .isEqualTo(ExitCode.INPUT);
    }
}
