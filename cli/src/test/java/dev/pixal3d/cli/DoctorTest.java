// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.neural.SyntheticWeights;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A healthy machine, and one with each thing broken: named, with a remedy, and by the exit code. */
class DoctorTest {
    @TempDir
    private Path temp = Path.of("");
    private Path weights = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void healthy() throws IOException {
        weights = temp.resolve("weights");
        data = Files.createDirectories(temp.resolve("data"));
        SyntheticWeights.write(weights, SyntheticWeights.Size.TINY, _ -> {});
    }

    private Run doctor(Object... more) {
        List<Object> args = new ArrayList<>(List.of("doctor", "--json", "--weights", weights, "--data", data));
        if (!List.of(more).contains("--port")) args.addAll(List.of("--port", 0));
        args.addAll(List.of(more));
        return Run.of(args.toArray());
    }

    private void assertHealthy(Run run) {
        assertThat(run.exitCode()).as(run.out()).isZero();
        JsonNode report = JsonMapper.builder().build().readTree(run.out());
        assertThat(report.path("ok").asBoolean()).isTrue();
    }

    private static void assertFailed(Run run, String subject, String detail) {
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.INPUT);
        List<JsonNode> failed = new ArrayList<>();
        for (JsonNode finding : JsonMapper.builder().build().readTree(run.out()).path("findings")) {
            if (finding.path("level").asString().equals("failed")) failed.add(finding);
        }
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst().path("subject").asString()).isEqualTo(subject);
        assertThat(failed.getFirst().path("detail").asString()).contains(detail);
        assertThat(failed.getFirst().path("remedy").asString()).isNotBlank();
    }

    @Test
    void aHealthyMachineHasEveryLibraryByName() {
        Run run = doctor();
        assertHealthy(run);
        assertThat(run.out()).contains("torch_cpu from ", "\"processors\"", "is complete");
        assertHealthy(doctor("--device", "cpu"));
    }

    @Test
    void withoutWeightsThePreviewStillWorks() {
        weights = temp.resolve("nowhere");
        Run run = doctor();
        assertHealthy(run);
        assertThat(run.out()).contains("pixal3d pull");
    }

    @Test
    void eachBrokenThingIsNamed() throws IOException {
        assertFailed(doctor("--device", "cuda:99"), "device", "cuda:99 is not there");
        assertFailed(doctor("--device", "gpu"), "device", "unknown");
        assertFailed(doctor("--port", 70000), "port", "70000 is no port");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFailed(doctor("--port", taken.getLocalPort()), "port", "cannot be used");
        }
        Files.writeString(data.resolve("pixal3d.db"), "this is no database, whatever its name says. ".repeat(50));
        assertFailed(doctor(), "database", "pixal3d.db");
        Files.delete(data.resolve("pixal3d.db"));
        Path whole = data;
        data = Files.writeString(temp.resolve("file"), "x").resolve("data");
        assertFailed(doctor(), "data folder", "is a file");
        data = whole;
    }

    @Test
    void eachDamagedFileOfTheWeightsIsNamed() throws IOException {
        Path flow = weights.resolve("ckpts/ss_flow.safetensors");
        byte[] good = Files.readAllBytes(flow);
        Files.write(flow, java.util.Arrays.copyOf(good, good.length / 2));
        assertFailed(doctor(), "weights", "ss_flow.safetensors");
        Files.writeString(flow, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        assertFailed(doctor(), "weights", "ss_flow.safetensors");
        Files.delete(flow);
        assertFailed(doctor(), "weights", "sparse_structure_flow_model is missing");
        Files.write(flow, good);
        Path config = weights.resolve("ckpts/ss_flow.json");
        String json = Files.readString(config);
        Files.writeString(config, "{");
        assertFailed(doctor(), "weights", "ss_flow");
        Files.writeString(config, json);
        try (RandomAccessFile file = new RandomAccessFile(weights.resolve("ckpts/ss_dec.safetensors").toFile(), "rw")) {
            file.write(new byte[]{-1, -1, -1, -1, -1, -1, -1, -1});
        }
        assertFailed(doctor(), "weights", "ss_dec.safetensors");
    }
}
