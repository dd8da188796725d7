// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.TensorInfo;
import dev.pixal3d.torch.TorchException;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that load and compute, but give no numbers: every network's fault is told with its stage. */
class BrokenWeightsTest {
    /** Quiet NaN, little-endian. */
    private static final byte[] NAN = {0, 0, (byte) 0xc0, 0x7f};

    @TempDir
    static Path good;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeWeights() throws IOException {
        SyntheticWeights.write(good, SyntheticWeights.Size.TINY, _ -> {});
    }

    @ParameterizedTest
    @CsvSource({"birefnet/model.safetensors, matte", "moge/model.safetensors, camera",
            "dinov3/model.safetensors, features", "naf/model.safetensors, features",
            "ckpts/ss_flow.safetensors, structure", "ckpts/ss_dec.safetensors, structure",
            "ckpts/shape_flow_512.safetensors, shape", "ckpts/shape_flow_1024.safetensors, shape_detail",
            "ckpts/tex_flow_1024.safetensors, texture", "ckpts/shape_dec.safetensors, shape",
            "ckpts/tex_dec.safetensors, decode"})
    void valuesThatAreNoNumbersAreToldWithTheirStage(String file, String stage) throws IOException {
        copyGood();
        poison(folder.resolve(file));
        try (NeuralEngine engine = NeuralEngine.open(new NeuralOptions(folder, "cpu", "auto", OptionalLong.empty()));
                Parallel parallel = new Parallel(2)) {
            RunContext context = RunContext.silent(parallel);
            RgbaImage picture = stage.equals("matte") ? NeuralEngineTest.opaqueDisc() : NeuralEngineTest.disc();
            OptionalDouble angle = stage.equals("camera") ? OptionalDouble.empty() : OptionalDouble.of(0.5);
            assertThatThrownBy(() -> engine.decode(picture, NeuralEngineTest.request(3, angle), context))
                    .hasMessageStartingWith("stage " + stage + ": ").hasMessageContaining("no numbers")
                    .hasMessageContaining("pixal3d weights verify");
        }
        assertThat(TorchRuntime.memory().tensors()).isZero();
    }

    @Test
    void aLostDeviceIsAnErrorThatEndsTheProcess() {
        assertThatThrownBy(() -> {
            throw NeuralEngine.translated(new TorchException("CUDA error: an illegal memory access was encountered"));
        }).isInstanceOf(DeviceLostError.class).hasMessageContaining("start it again");
    }

    private void copyGood() throws IOException {
        try (Stream<Path> all = Files.walk(good)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(good.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }

    /** Makes the first element of every F32 tensor a NaN. */
    private static void poison(Path path) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path);
                RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            for (TensorInfo tensor : file.tensors().values()) {
                if (tensor.end() == tensor.begin()) continue;
                out.seek(tensor.begin());
                out.write(NAN);
            }
        }
    }
}
