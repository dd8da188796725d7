// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.torch.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the flows in the type of a run. */
class ConvertedWeightsTest {
    private static final MemoryPlan.Form BF16 = new MemoryPlan.Form(Dtype.BF16, FlowWeights.WHOLE, 1 << 20);

    @TempDir
    private Path folder;

    private Path source;
    private ConvertedWeights copies;

    @BeforeEach
    void writeWeights() throws IOException {
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
        source = folder.resolve("ckpts/ss_flow.safetensors");
        copies = new ConvertedWeights(folder);
    }

    private OVoxel run() {
        NeuralOptions options = new NeuralOptions(folder, "cpu", "bf16", OptionalLong.empty());
        try (NeuralEngine engine = NeuralEngine.open(options); Parallel parallel = new Parallel(2)) {
            return engine.decode(NeuralEngineTest.disc(), NeuralEngineTest.request(7, OptionalDouble.of(0.5)),
                    RunContext.silent(parallel)).voxels().get();
        }
    }

    @Test
    void aRunOnCopiesIsTheSameRun() throws IOException {
        OVoxel before = run();
        List<String> told = new ArrayList<>();
        assertThat(copies.write(told::add)).hasSize(4).allMatch(Files::isRegularFile);
        assertThat(told).hasSize(4);
        assertThat(ConvertedWeights.find(folder, source, BF16)).isPresent();
        OVoxel after = run();
        assertThat(after.coords()).isEqualTo(before.coords());
        assertThat(after.attributes()).isEqualTo(before.attributes());
        Path copy = ConvertedWeights.find(folder, source, BF16).orElseThrow();
        Files.write(copy, Arrays.copyOf(Files.readAllBytes(copy), (int) Files.size(copy) - 1));
        assertThat(copies.verify()).singleElement().asString().contains("ss_flow.bf16.safetensors: is cut short",
                "pixal3d weights convert");
        assertThat(ConvertedWeights.find(folder, source, BF16)).as("what cannot be opened is left alone").isEmpty();
        copies.write(told::add);
        assertThat(told).hasSize(5);
        assertThat(copies.verify()).isEmpty();
    }

    @Test
    void aCopyIsUsedForTheFileThatItWasMadeOfAndNoOther() throws IOException {
        copies.write(_ -> {});
        assertThat(ConvertedWeights.find(folder, source, new MemoryPlan.Form(Dtype.F32, FlowWeights.WHOLE, 1)))
                .isEmpty();
        assertThat(ConvertedWeights.find(folder, source, new MemoryPlan.Form(Dtype.BF16, FlowWeights.INT8, 1)))
                .as("made of the published values").isEmpty();
        assertThat(ConvertedWeights.find(folder, source, new MemoryPlan.Form(Dtype.BF16, FlowWeights.STREAMED, 1)))
                .isPresent();
        Files.setLastModifiedTime(source, FileTime.fromMillis(12_345_678));
        assertThat(ConvertedWeights.find(folder, source, BF16)).isEmpty();
        assertThat(copies.verify()).singleElement().asString().contains("is of another file");
        copies.write(_ -> {});
        assertThat(copies.verify()).isEmpty();
    }

    @Test
    void everyByteIsVerified() throws IOException {
        Path copy = copies.write(_ -> {}).getFirst();
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length - 3] ^= 4;
        Files.write(copy, bytes);
        assertThat(copies.verify()).singleElement().asString().contains("is damaged", "pixal3d weights convert");
        copies.write(_ -> {});
        assertThat(copies.verify()).as("the remedy helps").isEmpty();
        Files.copy(copy, copy.resolveSibling("other.bf16.safetensors"));
        assertThat(copies.verify()).singleElement().asString().contains("of no flow that is there", "--remove");
    }

    @Test
    void flowsForSeveralPicturesAreConvertedToo() throws IOException {
        SyntheticWeights.addSeveralPictures(folder, SyntheticWeights.Size.TINY, _ -> {});
        assertThat(copies.write(_ -> {})).hasSize(8).doesNotHaveDuplicates();
        assertThat(copies.verify()).isEmpty();
        assertThat(copies.remove()).isPositive();
        assertThat(folder.resolve("converted")).doesNotExist();
        assertThat(ConvertedWeights.find(folder, source, BF16)).isEqualTo(Optional.empty());
    }

    @Test
    void withoutWeightsThereIsNothingToConvert(@TempDir Path empty) {
        assertThatThrownBy(() -> new ConvertedWeights(empty).write(_ -> {})).isInstanceOf(ProblemException.class)
                .hasMessageContaining("Run: pixal3d pull");
    }
}
