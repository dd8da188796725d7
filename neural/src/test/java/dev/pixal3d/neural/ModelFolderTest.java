// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeWeights() throws IOException { SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {}); }

    /** Our networks read what the published files hold, in the published shapes; no more, no less. */
    @ParameterizedTest
    @CsvSource({"STRUCTURE_DECODER, ckpts/ss_dec_conv3d_16l8_fp16.json, ss_dec_conv3d_16l8_fp16.tsv",
            "LATENT_DECODER, ckpts/shape_dec_next_dc_f16c32_fp16.json, shape_dec_next_dc_f16c32_fp16.tsv",
            "LATENT_DECODER, ckpts/tex_dec_next_dc_f16c32_fp16.json, tex_dec_next_dc_f16c32_fp16.tsv",
            "MOGE, '', moge-2-vitl-normal.tsv"})
    void networksReadThePublishedTensors(NetworkKind kind, String config, String manifest) throws IOException {
        Optional<ConfigJson> json = config.isEmpty() ? Optional.empty() : Optional.of(full(config));
        Map<String, List<Long>> published = NetworkKind.published("manifests/" + manifest);
        published.keySet().removeIf(kind::mayHold);
        assertThat(kind.tensors(json)).isEqualTo(published);
    }

    /** Counts that follow from the published files' sizes. */
    @ParameterizedTest
    @CsvSource({"FLOW, ckpts/ss_flow_img_dit_1_3B_64_bf16.json, 700, 1339411976",
            "FLOW, ckpts/slat_flow_img2shape_dit_1_3B_512_bf16.json, 700, 1386671648",
            "FLOW, ckpts/slat_flow_imgshape2tex_dit_1_3B_1024_bf16.json, 700, 1386720800",
            "DINOV3, dinov3/config.json, 412, 303126528", "NAF, '', 37, 662544"})
    void networksHaveThePublishedSizes(NetworkKind kind, String config, int tensors, long parameters)
            throws IOException {
        Map<String, List<Long>> all = kind
                .tensors(config.isEmpty() ? Optional.empty() : Optional.of(full(config)));
        assertThat(all).hasSize(tensors);
        assertThat(all.values().stream().mapToLong(ModelFolderTest::elements).sum()).isEqualTo(parameters);
    }

    @Test
    void aCompleteFolderIsDescribed() {
        assertThat(new ModelFolder(folder).problem()).isEmpty();
        Map<String, Object> facts = ModelFolder.inspect(folder);
        assertThat(facts).containsEntry("kind", "weights folder").containsEntry("complete", true);
        assertThat((List<?>) facts.get("parts")).hasSize(ModelFolder.Part.values().length);
        Map<String, Object> file = ModelFolder.inspect(folder.resolve("ckpts/ss_flow.safetensors"));
        assertThat(file).containsEntry("network", "flow transformer").containsEntry("complete", true)
                .containsEntry("config", "ss_flow.json").containsEntry("types", Map.of("F32", 33, "other", 1));
    }

    /** Prints what is known about the folders that its arguments name. */
    static final class Inspector {
        private Inspector() {}

        public static void main(String[] args) {
            for (String name : args) {
                System.out.println(name + ": " + new ModelFolder(Path.of(name)).problem().orElse("complete"));
            }
            System.out.println(ModelFolder.inspect(Path.of(args[0])).get("complete"));
        }
    }

    @Test
    void theCurrentFolderMayBeTheWeightsFolder() throws IOException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                absolute(System.getProperty("java.class.path")), Inspector.class.getName(), ".", "",
                "ckpts/..", "./.").directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly(".: complete", ": complete", "ckpts/..: complete", "./.: complete", "true");
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator)).map(p -> Path.of(p).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/ss_flow", "ckpts/../../ss_flow"})
    void filesOutsideOfTheFolderAreRefused(String stem) throws IOException {
        Path pipeline = folder.resolve("pipeline.json");
        Files.writeString(pipeline, Files.readString(pipeline).replace("ckpts/ss_flow", stem));
        assertThat(new ModelFolder(folder).problem().orElseThrow()).contains("leaves the folder");
    }

    @Test
    void refusesFilesThatDoNotFit() throws IOException {
        refused("ckpts/ss_dec.safetensors", (name, add) -> {
            if (!name.equals("middle_block.0.conv1.weight")) add.run();
        }, "middle_block.0.conv1.weight", "lacks 1 tensors");
        refused("ckpts/tex_dec.safetensors", (_, add) -> add.run(), "surplus", "do not belong to it");
        refused("naf/model.safetensors", (_, add) -> add.run(), "image_encoder.rope.periods", "another shape");
    }

    /** Rewrites a file tensor by tensor and expects it to be named with the tensor, by the check and by the loader. */
    private void refused(String file, BiConsumer<String, Runnable> filter, String tensor, String reason)
            throws IOException {
        Path path = folder.resolve(file);
        SafetensorsWriter writer = new SafetensorsWriter();
        try (SafetensorsFile in = SafetensorsFile.open(path)) {
            in.tensors().forEach((name, info) -> filter.accept(name, () -> {
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                if (name.equals("image_encoder.rope.periods")) writer.add(name, new float[7], 7);
                else writer.add(name, in.floats(name), shape);
            }));
            if (tensor.equals("surplus")) writer.add("surplus", new float[1], 1);
            try (OutputStream out = Files.newOutputStream(path.resolveSibling("new"))) {
                writer.writeTo(out);
            }
        }
        Files.delete(path);
        Files.move(path.resolveSibling("new"), path);
        assertThat(new ModelFolder(folder).problem().orElseThrow()).contains(path.getFileName().toString(), tensor,
                reason);
        assertThat(ModelFolder.inspect(path)).containsEntry("complete", false).containsKey("problem");
        ModelLoader models = new ModelLoader(new ModelFolder(folder), Device.CPU,
                new MemoryPlan(1L << 28, Dtype.F32));
        try (TensorScope _ = TensorScope.open()) {
            assertThatThrownBy(() -> {
                models.upsampledFeatures().close();
                models.structureDecoder().close();
                models.textureDecoder().close();
            }).isInstanceOf(TorchException.class).hasMessageContaining(tensor);
        }
        SyntheticWeights.write(folder, SyntheticWeights.Size.TINY, _ -> {});
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        Path file = folder.resolve("ckpts/shape_dec.safetensors");
        byte[] whole = Files.readAllBytes(file);
        damaged(file, Arrays.copyOf(whole, whole.length / 2));
        byte[] longHeader = whole.clone();
        Arrays.fill(longHeader, 4, 7, (byte) 1);
        damaged(file, longHeader);
        damaged(file, claiming("[1000000,25000]", "[0,100000000000]"));
        damaged(file, claiming("[2]", "[0,8]"), claiming("[2]", "[4,12]"));
    }

    private void damaged(Path file, byte[]... versions) throws IOException {
        for (byte[] bytes : versions) {
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.setLength(0);
                out.write(bytes);
            }
            assertThat(new ModelFolder(folder).problem().orElseThrow()).contains("shape_dec.safetensors");
            assertThatThrownBy(() -> ModelFolder.inspect(file)).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("shape_dec.safetensors");
        }
    }

    /** A file whose one tensor says it has this shape and place. */
    private static byte[] claiming(String shape, String offsets) {
        String header = "{\"from_latent.weight\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[8 + json.length + 4];
        all[0] = (byte) json.length;
        System.arraycopy(json, 0, all, 8, json.length);
        return all;
    }

    @Test
    void aNetworkMayBeInPieces() throws IOException {
        Path whole = folder.resolve("naf/model.safetensors");
        StringBuilder map = new StringBuilder();
        SafetensorsWriter[] pieces = {new SafetensorsWriter(), new SafetensorsWriter()};
        try (SafetensorsFile in = SafetensorsFile.open(whole)) {
            for (String name : in.tensors().keySet()) {
                int piece = map.isEmpty() ? 0 : 1;
                map.append(map.isEmpty() ? "" : ",").append('"').append(name).append("\": \"piece-").append(piece)
                        .append(".safetensors\"");
                pieces[piece].add(name, in.floats(name),
                        in.require(name).shape().stream().mapToLong(Long::longValue).toArray());
            }
        }
        for (int i = 0; i < pieces.length; i++) {
            try (OutputStream out = Files.newOutputStream(whole.resolveSibling("piece-" + i + ".safetensors"))) {
                pieces[i].writeTo(out);
            }
        }
        Files.delete(whole);
        Path index = whole.resolveSibling("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\": {" + map + "}}");
        assertThat(new ModelFolder(folder).problem()).isEmpty();
        assertThat(ModelFolder.inspect(index)).containsEntry("network", "NAF upsampler")
                .containsEntry("complete", true);
        ModelLoader models = new ModelLoader(new ModelFolder(folder), Device.CPU,
                new MemoryPlan(1L << 28, Dtype.F32));
        try (TensorScope _ = TensorScope.open()) {
            models.upsampledFeatures().close();
        }
        Files.delete(whole.resolveSibling("piece-1.safetensors"));
        assertThat(new ModelFolder(folder).problem().orElseThrow()).contains("index.json",
                "its file piece-1.safetensors is missing");
    }

    @Test
    void saysWhichFileIsWhereAnotherBelongs() throws IOException {
        Files.copy(folder.resolve("ckpts/ss_dec.safetensors"), folder.resolve("ckpts/tex_flow_1024.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(new ModelFolder(folder).problem().orElseThrow()).contains("tex_flow_1024.json",
                "holds another kind of network");
    }

    /** The large synthetic files are as long as the published ones, to the byte. */
    @ParameterizedTest
    @CsvSource({"STRUCTURE_FLOW, ckpts/ss_flow_img_dit_1_3B_64_bf16.json, 5359822584",
            "SHAPE_FLOW, ckpts/slat_flow_img2shape_dit_1_3B_512_bf16.json, 5546764048",
            "DETAIL_FLOW, ckpts/slat_flow_img2shape_dit_1_3B_1024_bf16.json, 5546764048",
            "TEXTURE_FLOW, ckpts/slat_flow_imgshape2tex_dit_1_3B_1024_bf16.json, 5546960656",
            "STRUCTURE_DECODER, ckpts/ss_dec_conv3d_16l8_fp16.json, 147591972",
            "SHAPE_DECODER, ckpts/shape_dec_next_dc_f16c32_fp16.json, 948490494",
            "TEXTURE_DECODER, ckpts/tex_dec_next_dc_f16c32_fp16.json, 948458812",
            "FEATURES, dinov3/config.json, 1212559808", "MATTING, '', 444473596"})
    void syntheticFilesHaveThePublishedSizes(ModelFolder.Part part, String config, long bytes) throws IOException {
        Optional<ConfigJson> json = config.isEmpty() ? Optional.empty() : Optional.of(full(config));
        SyntheticWeights.Checkpoint checkpoint = new SyntheticWeights.Checkpoint(part, PictureCount.ONE,
                SyntheticWeights.Size.FULL);
        assertThat(checkpoint.writer(json).size()).isEqualTo(bytes);
    }

    private static ConfigJson full(String name) throws IOException {
        try (InputStream in = SyntheticWeights.class.getResourceAsStream("synthetic/full/" + name)) {
            assertThat(in).as(name).isNotNull();
            return ConfigJson.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static long elements(List<Long> shape) { return shape.stream().reduce(1L, (a, b) -> a * b); }
}
