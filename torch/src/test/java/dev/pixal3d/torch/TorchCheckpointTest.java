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
        assertThatThrownBy(() -> pickle("evil.pt", code).read()).isInstanceOf(TorchException.class)
                .hasMessageStartingWith("evil.pt: ").hasMessageContaining("wants to run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "(", "t.", "]q\0h\u0001.", "}]Ns.", "]q\0}h\0h\0s.", "X\u007f\u007f\u007f\u007f.",
            "\u0080\u0009.", "(i\n.", "\u008a\u0009abcdefghi.", "NR.", "NQ.", "NNs.", "Na.",
            "ccollections\nOrderedDict\nN\u0085R.",
            "u.", "e.", "(u.", "K\u0001\u0087."})
    void refusesNonsense(String program) {
        byte[] code = program.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> pickle("bad.pt", code).read()).isInstanceOf(TorchException.class)
                .hasMessageStartingWith("bad.pt: ");
    }

    private static Pickle pickle(String where, byte[] code) {
        return new Pickle(where, code, PickleBudget.of(where, code.length));
    }

    /** {@code torch.zeros(3, 1).expand(3, 1000)} and the like: one element or row of storage seen many times. */
    @Test
    void expandedTensorsAreReadWithTheirValues() throws IOException {
        Path file = new TorchArchive().storage(1, 2, 3).tensor("columns", 0, new long[]{3, 1000}, 1, 0)
                .tensor("rows", 0, new long[]{50, 3}, 0, 1).tensor("constant", 1, new long[]{7, 7}, 0, 0)
                .tensor("windows", 0, new long[]{2, 2}, 1, 1).tensor("point", 2, new long[]{1, 1, 1}, 9, 9, 9)
                .writeTo(temp.resolve("expanded.pt"));
        try (Weights weights = Weights.open(file); TensorScope _ = TensorScope.open()) {
            float[] columns = weights.get("columns", 3, 1000).floats();
            for (int i = 0; i < columns.length; i++) assertThat(columns[i]).isEqualTo(1 + i / 1000);
            float[] rows = weights.get("rows", 50, 3).floats();
            for (int i = 0; i < rows.length; i++) assertThat(rows[i]).isEqualTo(1 + i % 3);
            assertThat(weights.get("constant", 7, 7).floats()).containsOnly(2).hasSize(49);
            assertThat(weights.get("windows", 2, 2).floats()).containsExactly(1, 2, 2, 3);
            assertThat(weights.get("point", 1, 1, 1).floats()).containsExactly(3);
            weights.requireAllUsed();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 30, 1L << 62, Long.MAX_VALUE})
    void whatExpandedTensorsTakeIsCapped(long extent) throws IOException {
        Path one = new TorchArchive().storage(1).tensor("huge", 0, new long[]{extent}, 0)
                .writeTo(temp.resolve("one.pt"));
        assertThatThrownBy(() -> Weights.open(one)).isInstanceOf(TorchException.class)
                .hasMessageContaining("expanded tensors");
        TorchArchive many = new TorchArchive().storage(1);
        for (int i = 0; i < 100; i++) many.tensor("t" + i, 0, new long[]{1 << 12, 1 << 10}, 0, 0);
        Path sum = many.writeTo(temp.resolve("sum.pt"));
        assertThatThrownBy(() -> Weights.open(sum)).isInstanceOf(TorchException.class)
                .hasMessageContaining("expanded tensors");
    }

    @Test
    void stridesThatLeaveTheStorageAreRefused() throws IOException {
        for (long[] strides : new long[][]{{2, 1}, {1, 2}, {0, 2}, {3, 0}, {-1, 1}}) {
            Path file = new TorchArchive().storage(1, 2, 3).tensor("t", 0, new long[]{2, 3}, strides)
                    .writeTo(temp.resolve("outside.pt"));
            assertThatThrownBy(() -> Weights.open(file)).as(java.util.Arrays.toString(strides))
                    .isInstanceOf(TorchException.class).hasMessageContaining("outside of its storage");
        }
    }

    /** Small files that ask for gigabytes: many empty containers, long names shared by many tensors, shared shapes. */
    @Test
    void memoryIsBoundedByThePicklesSize() throws IOException {
        byte[] containers = "}".repeat(1 << 20).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> pickle("bomb.pt", containers).read()).isInstanceOf(TorchException.class)
                .hasMessageContaining("more memory");
        TorchArchive longName = new TorchArchive().storage(1).open("x".repeat(1 << 20));
        for (int i = 0; i < 20_000; i++) longName.tensor(String.valueOf(i), 0, new long[]{1}, 1);
        Path file = longName.writeTo(temp.resolve("names.pt"));
        assertThat(Files.size(file)).isLessThan(4 << 20);
        assertThatThrownBy(() -> Weights.open(file)).isInstanceOf(TorchException.class)
                .hasMessageContaining("more memory");
        TorchArchive wide = new TorchArchive().storage(1).tensor("t", 0, new long[65], new long[65]);
        Path ranks = wide.writeTo(temp.resolve("ranks.pt"));
        assertThatThrownBy(() -> Weights.open(ranks)).hasMessageContaining("more than 64 dimensions");
    }

    @Test
    void aCheckpointOfManyTensorsFitsItsBudget() throws IOException {
        TorchArchive many = new TorchArchive().storage(new float[2000]).open("model");
        for (int i = 0; i < 2000; i++)
            many.tensor("encoder.blocks." + i + ".weight", i, new long[]{1, 1, 1, 1}, 1, 1, 1, 1);
        try (Weights weights = Weights.open(many.writeTo(temp.resolve("many.pt")))) {
            assertThat(weights.at("model").entries()).hasSize(2000);
        }
    }

    @Test
    void doesNotExpandSharedValuesWithoutEnd() {
        StringBuilder program = new StringBuilder("]q\0");
        for (int i = 1; i < 30; i++) {
            char before = (char) (i - 1);
            program.append("](h").append(before).append('h').append(before).append("eq").append((char) i);
        }
        Object bomb = pickle("bomb.pt", program.append('.').toString().getBytes(StandardCharsets.ISO_8859_1))
                .read();
        assertThatThrownBy(() -> Pickle.json("bomb.pt", bomb)).isInstanceOf(TorchException.class)
                .hasMessageContaining("too large");
        Object loop = pickle("loop.pt", "]q\0h\0a.".getBytes(StandardCharsets.ISO_8859_1)).read();
        assertThatThrownBy(() -> Pickle.json("loop.pt", loop)).hasMessageContaining("too large");
    }
}
