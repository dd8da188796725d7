// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** 1: not reduced, but in parts; libtorch itself begins with 0, reduced. */
    @Test
    void sumsAreNeverRoundedToLessThanF32() throws Exception {
        assertThat(probe("", "sums", LIBRARIES)).containsExactly("allowTF32CuBLAS 0", "allowFP16ReductionCuBLAS 1",
                "allowBF16ReductionCuBLAS 1");
    }

    @Test
    void itIsFoundWherePythonPutsIt() throws IOException {
        for (String place : List.of("lib", "torch/lib", "lib/python3.12/site-packages/torch/lib",
                "lib64/python3.14/site-packages/torch/lib", "lib/python3/dist-packages/torch/lib")) {
            Path root = temp.resolve(place.replace('/', '_'));
            Files.createFile(Files.createDirectories(root.resolve(place)).resolve(TorchFolder.CPU));
            assertThat(TorchFolder.find(root)).isEqualTo(root.resolve(place));
            assertThat(TorchFolder.find(root.resolve(place))).isEqualTo(root.resolve(place));
        }
        Path two = temp.resolve("two");
        for (String python : List.of("python3.9", "python3.13", "python3.11")) {
            Files.createFile(Files.createDirectories(two.resolve("lib/" + python + "/site-packages/torch/lib"))
                    .resolve(TorchFolder.CPU));
        }
        assertThat(TorchFolder.find(two).toString()).contains("python3.13");
        assertThatThrownBy(() -> TorchFolder.find(temp)).isInstanceOf(TorchException.class)
                .hasMessageContainingAll("got " + temp, "libtorch_cpu.so", "pip install torch");
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsRemedy() throws Exception {
        Path damaged = Files.createDirectories(temp.resolve("damaged"));
        Files.writeString(damaged.resolve(TorchFolder.CPU), "no library".repeat(90));
        assertThat(probe("", damaged)).singleElement().asString().contains(damaged + "/libtorch_cpu.so is damaged",
                "got 900 bytes, which are no library", "Install PyTorch", "Named by the test");
        for (int megabytes : new int[]{1, 100, 300}) {
            Path cut = Files.createDirectories(temp.resolve("cut" + megabytes));
            try (InputStream in = Files.newInputStream(LIBRARIES.resolve(TorchFolder.CPU));
                    OutputStream out = Files.newOutputStream(cut.resolve(TorchFolder.CPU))) {
                for (int i = 0; i < megabytes; i++) out.write(in.readNBytes(1 << 20));
            }
            assertThatThrownBy(() -> new TorchChoice.Named(cut, "the test").check()).isInstanceOf(TorchException.class)
                    .hasMessageContainingAll("libtorch_cpu.so is damaged", "got " + (megabytes << 20) + " bytes");
        }

        Path incomplete = Files.createDirectories(temp.resolve("incomplete"));
        Files.createSymbolicLink(incomplete.resolve(TorchFolder.CPU), LIBRARIES.resolve(TorchFolder.CPU));
        Files.createSymbolicLink(incomplete.resolve("libc10.so"), LIBRARIES.resolve("libc10.so"));
        assertThat(probe("", incomplete)).singleElement().asString().contains("cannot be loaded", "libopenblas.so.0");

        Path old = Files.createDirectories(temp.resolve("old"));
        Files.createSymbolicLink(old.resolve(TorchFolder.CPU), LIBRARIES.resolve("libc10.so"));
        assertThat(probe("", old)).singleElement().asString().contains("is too old (got one without a number, allowed "
                + "2.13 and newer)", "pip install --upgrade torch");

        assertThat(probe("", LIBRARIES)).singleElement().asString().contains("2.13.0", LIBRARIES.toString(),
                "cuda=false");
    }

    private static Optional<Path> folder(TorchChoice choice, Map<String, String> environment) {
        return choice.named(environment).map(TorchChoice.Named::folder);
    }

    @Test
    void aVariableGoesBeforeTheRecord() throws IOException {
        TorchChoice choice = TorchChoice.in(new CudaFolder(temp.resolve("gpu")));
        assertThat(choice.named(Map.of())).isEmpty();
        choice.use(LIBRARIES);
        assertThat(folder(choice, Map.of())).hasValue(LIBRARIES);
        assertThat(folder(choice, Map.of(TorchChoice.VARIABLE, "/elsewhere"))).hasValue(Path.of("/elsewhere"));
        assertThat(folder(choice, Map.of(TorchChoice.VARIABLE, " "))).isEmpty();
        choice.remove();
        assertThat(choice.named(Map.of())).isEmpty();
    }

    @Test
    void aRecordThatIsNoneIsNamed() throws IOException {
        TorchChoice choice = TorchChoice.in(new CudaFolder(temp.resolve("gpu")));
        choice.use(LIBRARIES);
        for (byte[] garbage : List.of(new byte[]{(byte) 0xff, 1}, new byte[0], new byte[]{0},
                "venv/lib".getBytes(StandardCharsets.UTF_8))) {
            Files.write(choice.record(), garbage);
            assertThatThrownBy(() -> choice.named(Map.of())).isInstanceOf(TorchException.class)
                    .hasMessageContainingAll(choice.record().toString(), "pixal3d gpu remove");
        }
        Files.delete(choice.record());
        Files.createDirectory(choice.record());
        assertThatThrownBy(() -> choice.named(Map.of())).isInstanceOf(TorchException.class)
                .hasMessageContaining(choice.record().toString());
    }
}
