// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a libtorch that the build has unpacked as one that is installed. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class InstalledTorchTest {
    private static final Path LIBRARIES = Path.of("target", "libtorch").toAbsolutePath();

    @TempDir
    private Path temp = Path.of("");

    /** What the probe says on the libtorch of that folder, or on the build's own. */
    private static List<String> probe(String installed, Object... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), TorchProbe.class.getName()));
        Arrays.stream(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(TorchChoice.VARIABLE, installed);
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        Process process = builder.start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .toList();
        assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
        return said;
    }

    private static List<String> results(List<String> said) {
        return said.stream().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void everyOperationGivesWhatItGivesThroughJavaCpp() throws Exception {
        List<String> own = probe("");
        List<String> installed = probe(LIBRARIES.toString());
        assertThat(own.getFirst()).doesNotContain("installed");
        assertThat(installed.getFirst()).contains("2.13.0 (installed)", "torch_cpu");
        assertThat(results(own)).hasSizeGreaterThan(300);
        assertThat(results(installed)).containsExactlyElementsOf(results(own));
        assertThat(installed).anySatisfy(line -> assertThat(line).contains("training: an installed PyTorch", ". "));
        assertThat(installed.getLast()).isEqualTo("# left " + new TorchRuntime.Memory(0, 0));
    }

    /** A list that is not freed takes 32 bytes and more. */
    @Test
    void callsLeaveNothingBehind() throws Exception {
        assertThat(Double.parseDouble(probe(LIBRARIES.toString(), "leaks").getFirst())).isLessThan(16);
    }

    @Test
    void itIsFoundWherePythonPutsIt() throws IOException {
        for (String place : List.of("lib", "torch/lib", "lib/python3.12/site-packages/torch/lib",
                "lib64/python3.14/site-packages/torch/lib")) {
            Path root = temp.resolve(place.replace('/', '_'));
            Files.createFile(Files.createDirectories(root.resolve(place)).resolve(InstalledTorch.CPU));
            assertThat(InstalledTorch.find(root)).isEqualTo(root.resolve(place));
            assertThat(InstalledTorch.find(root.resolve(place))).isEqualTo(root.resolve(place));
        }
        assertThatThrownBy(() -> InstalledTorch.find(temp)).isInstanceOf(TorchException.class)
                .hasMessageContainingAll("got " + temp, "libtorch_cpu.so", "pip install torch");
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsRemedy() throws Exception {
        Path damaged = Files.createDirectories(temp.resolve("damaged"));
        Files.writeString(damaged.resolve(InstalledTorch.CPU),
                "no library, but long enough for the head of one ".repeat(9));
        assertThat(probe("", damaged)).singleElement().asString().contains(
                damaged + "/libtorch_cpu.so cannot be loaded",
                "invalid ELF header", "Install PyTorch");

        Path incomplete = Files.createDirectories(temp.resolve("incomplete"));
        Files.createSymbolicLink(incomplete.resolve(InstalledTorch.CPU), LIBRARIES.resolve(InstalledTorch.CPU));
        Files.createSymbolicLink(incomplete.resolve("libc10.so"), LIBRARIES.resolve("libc10.so"));
        assertThat(probe("", incomplete)).singleElement().asString().contains("libopenblas.so.0");

        Path old = Files.createDirectories(temp.resolve("old"));
        Files.createSymbolicLink(old.resolve(InstalledTorch.CPU), LIBRARIES.resolve("libc10.so"));
        assertThat(probe("", old)).singleElement().asString().contains("is too old (got one without a number, allowed "
                + "2.13 and newer)", "pip install --upgrade torch");

        assertThat(probe("", LIBRARIES)).singleElement().asString().contains("2.13.0", LIBRARIES.toString(),
                "cuda=false");
    }

    @Test
    void aVariableGoesBeforeTheRecord() throws IOException {
        TorchChoice choice = TorchChoice.in(new CudaFolder(temp.resolve("gpu")));
        assertThat(choice.folder(Map.of())).isEmpty();
        choice.use(LIBRARIES);
        assertThat(choice.folder(Map.of())).hasValue(LIBRARIES);
        assertThat(choice.folder(Map.of(TorchChoice.VARIABLE, "/elsewhere"))).hasValue(Path.of("/elsewhere"));
        assertThat(choice.folder(Map.of(TorchChoice.VARIABLE, ""))).isEmpty();
        choice.remove();
        assertThat(choice.folder(Map.of())).isEmpty();
    }
}
