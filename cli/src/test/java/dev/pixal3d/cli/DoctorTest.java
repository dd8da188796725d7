// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.cli.Diagnosis.Level;
import dev.pixal3d.core.ExitCode;
import dev.pixal3d.neural.GpuLibraries;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** This machine as it is, and with one thing after the other broken: each is told with what to do. */
class DoctorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path temp = Path.of("");
    private Path data = Path.of("");
    private Path weights = Path.of("");
    private Path list = Path.of("");
    private int port;

    @BeforeEach
    void aMachineThatHasEverything() throws IOException {
        data = Files.createDirectories(temp.resolve("data"));
        weights = temp.resolve("weights");
        list = temp.resolve("list.json");
        assertThat(Run.of("weights", "synth", weights).exitCode()).isZero();
        try (FolderHub hub = new FolderHub(weights)) {
            Files.writeString(list, hub.manifest());
        }
        assertThat(Run.of("weights", "verify", "--weights", weights, "--manifest", list).exitCode()).isZero();
    }

    private Run doctor(Object... more) {
        List<Object> args = new ArrayList<>(List.of("doctor", "--json", "--data", data, "--port", port, "--weights",
                weights, "--manifest", list));
        args.addAll(Arrays.asList(more));
        return Run.of(args.toArray());
    }

    /** What the command finds; it must end as failed. */
    private void fails(Run run, String subject, String detail, String remedy) {
        assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.INPUT);
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.get("ok").asBoolean()).isFalse();
        assertThat(report.get("findings")).filteredOn(f -> f.get("level").asString().equals("failed"))
                .anySatisfy(f -> {
                    assertThat(f.get("subject").asString()).isEqualTo(subject);
                    assertThat(f.get("detail").asString()).contains(detail);
                    assertThat(f.get("remedy").asString()).contains(remedy);
                });
    }

    /** The findings of one subject under another environment. */
    private List<Diagnosis> under(Map<String, String> environment, String subject) {
        WeightsOptions options = CommandLine.populateCommand(new WeightsOptions(), "--weights", weights.toString(),
                "--manifest", list.toString());
        return new Doctor(options, data, 0, "cpu", environment).examine().stream()
                .filter(f -> f.subject().equals(subject)).toList();
    }

    @Test
    void thisMachineIsAllRight() {
        Run run = doctor();
        assertThat(run.exitCode()).as(run.out()).isZero();
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.get("ok").asBoolean()).isTrue();
        assertThat(report.get("findings")).extracting(f -> f.get("subject").asString()).contains("java", "maven",
                "processors", "memory", "temporary folder", "data folder", "disk", "database", "port", "gpu driver",
                "libtorch", "library", "device", "weights", "hub");
        assertThat(report.get("findings")).allSatisfy(f -> assertThat(f.get("detail").asString()).isNotEmpty());
        Run table = Run.of("doctor", "--data", data, "--port", 0, "--weights", weights, "--manifest", list);
        assertThat(table.out().lines()).hasSizeGreaterThanOrEqualTo(report.get("findings").size())
                .anyMatch(l -> l.matches("ok +java +25.*"));
    }

    @Test
    void weightsForSeveralPicturesAreLookedAtToo() throws IOException {
        assertThat(under(Map.of(), "weights")).extracting(Diagnosis::detail)
                .anyMatch(d -> d.contains("none for several pictures"));
        assertThat(Run.of("weights", "synth", "--views", weights).exitCode()).isZero();
        assertThat(Run.of("weights", "verify", "--weights", weights, "--manifest", list).exitCode()).isZero();
        assertThat(under(Map.of(), "weights")).extracting(Diagnosis::detail)
                .anyMatch(d -> d.contains("for several pictures of one object are complete"));
        Files.delete(weights.resolve("ckpts/tex_flow_1024_mv.safetensors"));
        fails(doctor(), "weights", "tex_slat_flow_model_1024 is missing", "pull --only pixal3d-views");
    }

    @Test
    void aFileStandsWhereTheDataFolderShouldBe() throws IOException {
        data = Files.writeString(temp.resolve("file"), "x").resolve("data");
        fails(doctor(), "data folder", "cannot be made", "Name another folder");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc is a folder in which nobody can write")
    void theDataFolderCannotBeWritten() {
        data = Path.of("/proc/self");
        fails(doctor(), "data folder", "cannot be written", "right to write");
    }

    @Test
    void theDatabaseIsDamaged() throws IOException {
        Files.write(data.resolve("pixal3d.db"), new byte[5000]);
        fails(doctor(), "database", "pixal3d.db", "Restore a copy");
    }

    @Test
    void thePortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            fails(doctor(), "port", "cannot be used", "--port");
        }
    }

    @Test
    void thePortIsNone() {
        port = 70_000;
        fails(doctor(), "port", "70000 is no port", "1 to 65535");
    }

    @Test
    void theDeviceIsNotThere() { fails(doctor("--device", "cuda:7"), "device", "cuda:7 is not there", "Use cpu"); }

    @Test
    void theListOfFilesIsNone() throws IOException {
        Files.writeString(list, "{}");
        fails(doctor(), "weights", "lists no parts", "--manifest");
    }

    @ParameterizedTest
    @CsvSource({"gone, is missing", "short, has the wrong length", "pointer, is a Git LFS pointer"})
    void aFileOfTheWeightsIsNotAsPulled(String how, String said) throws IOException {
        Path file = weights.resolve("ckpts/ss_dec.safetensors");
        switch (how) {
            case "gone" -> Files.delete(file);
            case "short" -> cut(file);
            default -> Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n");
        }
        fails(doctor(), "weights", "ckpts/ss_dec.safetensors: " + said, "pixal3d pull --only tiny");
    }

    /** Weights that were not pulled are judged by what is in the files. */
    @Test
    void aCopiedFileIsCutOff() throws IOException {
        Files.delete(weights.resolve("weights.lock.json"));
        Files.delete(list);
        cut(weights.resolve("naf/model.safetensors"));
        Run run = Run.of("doctor", "--json", "--data", data, "--port", 0, "--weights", weights);
        fails(run, "weights", "naf/model.safetensors", "");
    }

    private static void cut(Path file) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(out.length() - 100);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutWeightsThePreviewEngineWorks(boolean folder) throws IOException {
        weights = temp.resolve("none");
        if (folder) Files.createDirectory(weights);
        Run run = doctor();
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("only the preview engine works", "pixal3d pull");
    }

    @Test
    void theHubsAddressIsNone() {
        assertThat(under(Map.of("HF_ENDPOINT", "mirror"), "hub")).singleElement().satisfies(f -> {
            assertThat(f.level()).isEqualTo(Level.FAILED);
            assertThat(f.detail()).contains("HF_ENDPOINT");
            assertThat(f.remedy()).contains("https://");
        });
    }

    @Test
    void theDriverIsTooOldAndCudasLibrariesAreNotThere() {
        List<Diagnosis> old = Doctor.gpu(Optional.of("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun"),
                new GpuLibraries(temp.resolve("gpu")), Map.of());
        assertThat(old).anySatisfy(f -> {
            assertThat(f.subject()).isEqualTo("gpu driver");
            assertThat(f.level()).isEqualTo(Level.WARNING);
            assertThat(f.detail()).contains("535.183.01", "too old");
            assertThat(f.detail()).contains("got 535, allowed 580");
        });
        if (GpuLibraries.missing().isEmpty()) return;
        assertThat(old).anySatisfy(f -> {
            assertThat(f.subject()).isEqualTo("cuda libraries");
            assertThat(f.detail()).contains(GpuLibraries.missing().getFirst());
            assertThat(f.remedy()).contains("pixal3d gpu install");
        });
    }

    /** It has its own CUDA, with its own demands on the driver. */
    @Test
    void anInstalledPyTorchsDriverIsNotMeasuredByOurs() {
        List<Diagnosis> all = Doctor.gpu(Optional.of("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun"),
                new GpuLibraries(temp.resolve("gpu")), Map.of("PIXAL3D_TORCH", temp.toString()));
        assertThat(all).noneMatch(f -> f.detail().contains("too old") || f.subject().equals("cuda libraries"));
        assertThat(all).anySatisfy(f -> {
            assertThat(f.level()).isEqualTo(Level.WARNING);
            assertThat(f.subject()).isEqualTo("device");
            assertThat(f.detail()).contains("cuda:0 is not there");
        });
    }

    @Test
    void mavenIsNotThere() {
        assertThat(under(Map.of("PATH", temp.toString()), "maven")).singleElement().satisfies(f -> {
            assertThat(f.level()).isEqualTo(Level.WARNING);
            assertThat(f.remedy()).contains("install Maven");
        });
    }

    @Test
    void theNativeLibraryIsNotThere() throws IOException, InterruptedException {
        String without = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(p -> !p.matches(".*pytorch-[^/\\\\]*-(linux|macosx|windows)[^/\\\\]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Path home = Files.createDirectories(temp.resolve("home"));
        Run run = new CleanMachine(home, Map.of()).runFrom(without, "doctor", "--json", "--data", data, "--port", 0,
                "--weights", weights, "--manifest", list);
        fails(run, "libtorch", "cannot be loaded", "natives on the class path");
    }
}
