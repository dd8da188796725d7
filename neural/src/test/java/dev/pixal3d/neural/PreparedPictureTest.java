// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.image.Matting;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.BiRefNet;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the object is found in the picture, and the camera. */
class PreparedPictureTest {
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    @BeforeEach
    void writeWeights() throws IOException { SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {}); }

    private ModelLoader models() {
        return new ModelLoader(new ModelFolder(folder), Device.CPU, new MemoryPlan(4L << 30, Dtype.F32));
    }

    private PreparedPicture prepared(RgbaImage image, Matting.Mode background) {
        return PreparedPicture.of(image, background, models(), RunContext.silent());
    }

    /** The reference's rules once more, written down without our image code. */
    @Test
    void opaquePicturesAreCutOutByTheNetworkAndCropped() throws IOException {
        RgbaImage red = framed(40);
        PreparedPicture cut;
        byte[] mask;
        try (TensorScope _ = TensorScope.open()) {
            cut = prepared(red, Matting.Mode.AUTO);
            mask = mask(red);
        }
        assertThat(cut.matting()).isEqualTo("birefnet");
        int left = SIDE, top = SIDE, right = -1, bottom = -1;
        for (int i = 0; i < mask.length; i++) {
            if ((mask[i] & 0xff) <= 204) continue;
            left = Math.min(left, i % SIDE);
            right = Math.max(right, i % SIDE);
            top = Math.min(top, i / SIDE);
            bottom = Math.max(bottom, i / SIDE);
        }
        assertThat(right).as("the random network keeps a part").isGreaterThan(left);
        int half = (int) (Math.max(right - left, bottom - top) * 1.1) / 2;
        assertThat(cut.image().width()).isEqualTo(2 * half).isEqualTo(cut.image().height());
        int x0 = (int) Math.rint((left + right) / 2.0 - half);
        int y0 = (int) Math.rint((top + bottom) / 2.0 - half);
        for (int y = 0; y < 2 * half; y++) {
            for (int x = 0; x < 2 * half; x++) {
                boolean inside = x0 + x >= 0 && x0 + x < SIDE && y0 + y >= 0 && y0 + y < SIDE;
                int at = (y0 + y) * SIDE + x0 + x;
                for (int k = 0; k < 3; k++) {
                    float expected = inside
                            ? (red.pixels()[4 * at + k] & 0xff) / 255f * ((mask[at] & 0xff) / 255f) * 255
                            : 0;
                    assertThat(cut.image().pixels()[4 * (2 * half * y + x) + k] & 0xff).isEqualTo((int) expected);
                }
            }
        }
    }

    /** What the network says about a picture, in bytes of the picture's size. */
    private byte[] mask(RgbaImage image) {
        int n = PreparedPicture.NETWORK_SIDE;
        try (Loaded<BiRefNet> network = models().matting().orElseThrow()) {
            Tensor input = Tensor.of(Preprocess.mattingInput(image, n), 1, 3, n, n);
            float[] alpha = network.network().forward(input, RunContext.silent()).sigmoid().floats();
            RgbaImage masked = Preprocess.withMask(image, alpha, n);
            byte[] mask = new byte[SIDE * SIDE];
            for (int i = 0; i < mask.length; i++) mask[i] = masked.pixels()[4 * i + 3];
            return mask;
        }
    }

    @Test
    void withoutTheNetworkOtherMethodsCutAndTheRestIsAsAsked() throws IOException {
        Files.delete(folder.resolve("birefnet/model.safetensors"));
        assertThat(new ModelFolder(folder).find(ModelFolder.Part.MATTING)).isEmpty();
        PreparedPicture whole = prepared(framed(40), Matting.Mode.KEEP);
        assertThat(whole.matting()).isEqualTo("whole");
        assertThat(whole.image().width()).isEqualTo(68);
        PreparedPicture cut = prepared(framed(40), Matting.Mode.AUTO);
        assertThat(cut.matting()).isEqualTo("smooth");
        assertThat(cut.image().width()).isLessThan(50);
    }

    @Test
    void theCameraIsTheRequests() {
        CameraEstimate camera = CameraEstimate.of(OptionalDouble.of(0.6), 1, framed(40), models(),
                RunContext.silent());
        assertThat(camera.source()).isEqualTo("request");
        assertThat(camera.camera().distance()).isCloseTo(1.6163640, within(1e-5));
    }

    /** MoGe-2 sees nothing in the picture: then its answer is none, and the log says so. */
    @Test
    void aCameraThatSeesNoSurfaceIsTheDefault() throws IOException {
        Path file = folder.resolve("moge/model.safetensors");
        try (SafetensorsFile in = SafetensorsFile.open(file);
                RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            String bias = in.tensors().keySet().stream()
                    .filter(n -> n.matches("mask_head\\.output_blocks\\.\\d+\\.bias")).reduce((_, last) -> last)
                    .orElseThrow();
            out.seek(in.require(bias).begin());
            out.writeInt(Integer.reverseBytes(Float.floatToIntBits(-1e6f)));
        }
        List<String> warnings = new ArrayList<>();
        RunContext context = RunContext.silent().heardBy(event -> {
            if (event instanceof RunEvent.Log log) warnings.add(log.line());
        });
        CameraEstimate camera = CameraEstimate.of(OptionalDouble.empty(), 1, framed(40), models(), context);
        assertThat(camera.source()).isEqualTo("default");
        assertThat(camera.camera().angleX()).isEqualTo(CameraEstimate.DEFAULT_ANGLE);
        assertThat(warnings).singleElement().asString().contains("sees no surface", "got 0 samples");
    }

    /** An opaque red square on white. */
    private static RgbaImage framed(int square) {
        byte[] pixels = new byte[4 * SIDE * SIDE];
        Arrays.fill(pixels, (byte) 255);
        int border = (SIDE - square) / 2;
        for (int y = border; y < SIDE - border; y++) {
            for (int x = border; x < SIDE - border; x++) {
                pixels[4 * (y * SIDE + x) + 1] = 20;
                pixels[4 * (y * SIDE + x) + 2] = 20;
            }
        }
        return new RgbaImage(SIDE, SIDE, pixels);
    }
}
