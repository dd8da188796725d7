// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.TensorInfo;
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

/** Every byte as the reference has it; cases are found below {@code -Dgoldens=DIR} or the test resources. */
class PreprocessTest {
    static List<Path> preprocess() throws IOException { return cases("preprocess"); }

    static List<Path> matting() throws IOException { return cases("rembg_prepost"); }

    private static List<Path> cases(String kind) throws IOException {
        Path root = Path.of(System.getProperty("goldens", "src/test/resources/goldens"));
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> found = folders.filter(p -> p.getFileName().toString().startsWith(kind)).sorted().toList();
            assertThat(found).as("golden cases %s* in %s", kind, root).isNotEmpty();
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("preprocess")
    void preparesPicturesExactly(Path folder) throws IOException {
        JsonNode meta = JsonMapper.builder().build().readTree(Files.readString(folder.resolve("meta.json")));
        assertThat(meta).isNotEmpty();
        for (JsonNode c : meta) {
            String name = c.get("name").asString();
            RgbaImage in = png(folder, name + "_in");
            assertThat(new int[]{in.width(), in.height()}).isEqualTo(size(c.get("in_size")));
            RgbaImage small = Preprocess.shrink(in);
            if (c.has("resized")) same(small, png(folder, name + "_resized_rgba"));
            RgbaImage out = cropped(small);
            same(out, png(folder, name + "_out"));
            if (!Files.exists(folder.resolve(name + "_cond512.png"))) continue;
            RgbaImage seen = png(folder, name + "_cond512");
            float[] planes = Preprocess.planes(out, seen.width());
            for (int i = 0; i < seen.width() * seen.height(); i++) {
                for (int k = 0; k < 3; k++) {
                    assertThat(planes[k * seen.width() * seen.height() + i])
                            .isEqualTo((seen.pixels()[4 * i + k] & 0xff) / 255f);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("preprocess")
    void resamplesExactly(Path folder) throws IOException {
        try (SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"))) {
            int compared = 0;
            for (String name : io.tensors().keySet()) {
                int dot = name.indexOf(".in");
                if (dot < 0) continue;
                String expected = name.substring(0, dot) + ".out" + name.substring(dot + 3);
                Resampler.Filter filter = name.endsWith("bicubic")
                        ? Resampler.Filter.BICUBIC
                        : Resampler.Filter.LANCZOS;
                TensorInfo in = io.require(name);
                TensorInfo out = io.require(expected);
                int channels = in.shape().size() < 3 ? 1 : (int) (long) in.shape().get(2);
                int h = (int) (long) in.shape().get(0);
                int w = (int) (long) in.shape().get(1);
                int nh = (int) (long) out.shape().get(0);
                int nw = (int) (long) out.shape().get(1);
                byte[] actual = channels == 4
                        ? Resampler.rgba(new RgbaImage(w, h, io.bytes(name)), nw, nh, filter).pixels()
                        : Resampler.channels(io.bytes(name), w, h, channels, nw, nh, filter);
                assertThat(actual).as(name).isEqualTo(io.bytes(expected));
                compared++;
            }
            assertThat(compared).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("matting")
    void preparesTheBackgroundRemoverExactly(Path folder) throws IOException {
        try (SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"))) {
            for (String name : io.tensors().keySet()) {
                if (name.endsWith(".image")) maskCase(io, name.substring(0, name.indexOf('.')));
                if (name.endsWith(".rgba")) {
                    TensorInfo in = io.require(name);
                    RgbaImage out = cropped(Preprocess.shrink(new RgbaImage((int) (long) in.shape().get(1),
                            (int) (long) in.shape().get(0), io.bytes(name))));
                    byte[] expected = io.bytes(name.substring(0, name.indexOf('.')) + ".out");
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(out.pixels()[4 * (i / 3) + i % 3]).isEqualTo(expected[i]);
                    }
                }
            }
        }
    }

    private static void maskCase(SafetensorsFile io, String name) {
        List<Long> shape = io.require(name + ".image").shape();
        int h = (int) (long) shape.get(0);
        int w = (int) (long) shape.get(1);
        int side = (int) (long) io.require(name + ".resized_u8").shape().get(0);
        assertThat(Resampler.channels(io.bytes(name + ".image"), w, h, 3, side, side, Resampler.Filter.BILINEAR))
                .isEqualTo(io.bytes(name + ".resized_u8"));
        float[] alpha = io.floats(name + ".alpha");
        byte[] rgb = io.bytes(name + ".image");
        byte[] rgba = new byte[rgb.length / 3 * 4];
        for (int i = 0; i < rgb.length; i++) rgba[i / 3 * 4 + i % 3] = rgb[i];
        RgbaImage image = new RgbaImage(w, h, rgba);
        assertThat(Preprocess.mattingInput(image, side)).containsExactly(io.floats(name + ".input"), offset(1e-5f));
        byte[] resized = io.bytes(name + ".alpha_resized_u8");
        RgbaImage matted = Preprocess.withMask(image, alpha, side);
        for (int i = 0; i < resized.length; i++) assertThat(matted.pixels()[4 * i + 3]).isEqualTo(resized[i]);
    }

    @Test
    void refusesAPictureWithoutAnObject() {
        assertThatThrownBy(() -> cropped(new RgbaImage(4, 4, new byte[64])))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("shows no object");
    }

    private static void same(RgbaImage actual, RgbaImage expected) {
        assertThat(new int[]{actual.width(), actual.height()})
                .isEqualTo(new int[]{expected.width(), expected.height()});
        assertThat(actual.pixels()).isEqualTo(expected.pixels());
    }

    private static int[] size(JsonNode node) { return new int[]{node.get(0).asInt(), node.get(1).asInt()}; }

    private static RgbaImage png(Path folder, String name) throws IOException {
        return ImageDecoder.decode(Files.readAllBytes(folder.resolve(name + ".png")));
    }

    private static RgbaImage cropped(RgbaImage image) { return Preprocess.onBlack(Preprocess.cutout(image)); }
}
