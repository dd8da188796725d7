// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TorchCheckpointTest {
    @TempDir
    private Path temp = Path.of("");

    static List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path folder : Goldens.cases("torch_pickle")) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(p -> p.toString().endsWith(".pt") || p.toString().endsWith(".pth")).sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsTensorsAndConfigurationExactly(Path file) throws IOException {
        TorchRuntime.Memory before = TorchRuntime.memory();
        try (SafetensorsFile io = Goldens.io(file.resolveSibling(""));
                Weights weights = Weights.open(file);
                TensorScope _ = TensorScope.open()) {
            Weights model = weights.at("model");
            assertThat(model.entries().keySet()).containsExactlyInAnyOrderElementsOf(io.tensors().keySet());
            for (String name : io.tensors().keySet()) {
                Tensor wanted = Goldens.tensor(io, name);
                Tensor got = model.get(name, wanted.shape());
                assertThat(got.dtype()).isEqualTo(wanted.dtype());
                assertThat(Goldens.largestDifference(got, wanted)).as(name).isZero();
            }
            weights.requireAllUsed();
            JsonMapper json = JsonMapper.builder().build();
            assertThat(json.readTree(weights.config("model_config").orElseThrow().toString()))
                    .isEqualTo(json.readTree(file.resolveSibling("model.json")));
        }
        assertThat(TorchRuntime.memory()).isEqualTo(before);
    }

    @Test
    void survivesDamage() throws IOException {
        byte[] good = Files.readAllBytes(files().getFirst());
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 1500; round++) {
            byte[] bad = random.nextInt(4) == 0
                    ? java.util.Arrays.copyOf(good, random.nextInt(good.length))
                    : good.clone();
            for (int i = random.nextInt(6); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            refused += tryToRead(bad) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(300);
    }

    private boolean tryToRead(byte[] bytes) throws IOException {
        Path file = Files.write(temp.resolve("bad.pt"), bytes);
        try (Weights weights = Weights.open(file); TensorScope _ = TensorScope.open()) {
            weights.entries().keySet().forEach(n -> weights.getAny(n).to(Dtype.F32).sum().item());
            weights.config("model_config");
            return true;
        } catch (TorchException | ProblemException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cos\nsystem\n(S'id'\ntR.", "cbuiltins\neval\n(X\u0001\0\0\0xtR.", "cposix\nsystem\n.",
            "c__builtin__\nexec\n.", "ctorch.jit\nload\n."})
    void runsNothing(String program) {
        byte[] code = program.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new Pickle("evil.pt", code).read()).isInstanceOf(TorchException.class)
                .hasMessageStartingWith("evil.pt: ").hasMessageContaining("wants to run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "(", "t.", "]q\0h\u0001.", "}]Ns.", "]q\0}h\0h\0s.", "X\u007f\u007f\u007f\u007f.",
            "\u0080\u0009.", "(i\n.", "\u008a\u0009abcdefghi.", "NR.", "NQ.", "NNs.", "Na.",
            "ccollections\nOrderedDict\nN\u0085R.",
            "u.", "e.", "(u.", "K\u0001\u0087."})
    void refusesNonsense(String program) {
        byte[] code = program.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new Pickle("bad.pt", code).read()).isInstanceOf(TorchException.class)
                .hasMessageStartingWith("bad.pt: ");
    }

    @Test
    void doesNotExpandSharedValuesWithoutEnd() {
        StringBuilder program = new StringBuilder("]q\0");
        for (int i = 1; i < 30; i++) {
            char before = (char) (i - 1);
            program.append("](h").append(before).append('h').append(before).append("eq").append((char) i);
        }
        Object bomb = new Pickle("bomb.pt", program.append('.').toString().getBytes(StandardCharsets.ISO_8859_1))
                .read();
        assertThatThrownBy(() -> Pickle.json("bomb.pt", bomb)).isInstanceOf(TorchException.class)
                .hasMessageContaining("too large");
        Object loop = new Pickle("loop.pt", "]q\0h\0a.".getBytes(StandardCharsets.ISO_8859_1)).read();
        assertThatThrownBy(() -> Pickle.json("loop.pt", loop)).hasMessageContaining("too large");
    }
}
