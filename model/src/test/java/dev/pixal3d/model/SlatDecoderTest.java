// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.SparseGrid;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlatDecoderTest {
    /** Small, so that every operation runs in several chunks. */
    private static final long BUDGET = 1 << 20;
    private static final double TOLERANCE = 2e-4;

    static List<Path> shapes() throws IOException { return Golden.cases("slat_shape_decoder"); }

    static List<Path> textures() throws IOException { return Golden.cases("slat_tex_decoder"); }

    static List<Path> cascades() throws IOException { return Golden.cases("upsample_coords"); }

    @ParameterizedTest
    @MethodSource("shapes")
    void decodesShapes(Path folder) throws IOException {
        TorchRuntime.Memory before = TorchRuntime.memory();
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            SlatDecoder network = network(golden, weights);
            weights.requireAllUsed();
            try (SlatDecoder.Decoded decoded = network.decode(golden.tensor("latent.coords"),
                    golden.tensor("latent.feats"), RunContext.silent(),
                    (i, logits) -> golden.close(logits, "sub" + i + ".logits", TOLERANCE))) {
                assertThat(decoded.coords().ints()).isEqualTo(golden.ints("decoded.coords"));
                for (int i = 0; i + 1 < decoded.grids().size(); i++) {
                    assertThat(decoded.grids().get(i).coords().ints()).isEqualTo(golden.ints("sub" + i + ".coords"));
                }
                golden.close(decoded.feats(), "decoded.feats", TOLERANCE);
                ShapeHead head = ShapeHead.of(decoded.feats(), network.config().voxelMargin());
                golden.close(head.dual(), golden.floats("dual_vertices"), "dual_vertices", 1e-5);
                golden.close(head.splitWeight(), golden.floats("quad_lerp"), "quad_lerp", TOLERANCE);
                byte[] flags = golden.tensor("intersected").bytes();
                for (int i = 0; i < flags.length; i++)
                    assertThat(head.crossed()[i / 3] >> i % 3 & 1).isEqualTo(flags[i]);
            }
        }
        assertThat(TorchRuntime.memory()).as("native memory").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("textures")
    void decodesTexturesAlongTheShapesSubdivision(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            SlatDecoder network = network(golden, weights);
            weights.requireAllUsed();
            List<SparseGrid> grids = new ArrayList<>(List.of(SparseGrid.of(golden.tensor("latent.coords"))));
            for (int i = 0; golden.has("guide_sub" + i + ".logits"); i++) {
                assertThat(grids.getLast().coords().ints()).isEqualTo(golden.ints("guide_sub" + i + ".coords"));
                grids.add(grids.getLast().refine(golden.tensor("guide_sub" + i + ".logits").gt(0.0)));
            }
            Tensor feats = network.paint(grids, golden.tensor("latent.feats"), RunContext.silent());
            assertThat(grids.getLast().coords().ints()).isEqualTo(golden.ints("decoded.coords"));
            golden.close(feats, "decoded.feats", TOLERANCE);
            golden.close(feats.mul(0.5).add(0.5), "attrs", TOLERANCE);
            grids.reversed().forEach(SparseGrid::close);
        }
    }

    @ParameterizedTest
    @MethodSource("cascades")
    void upsamplesCoordinates(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder);
                Weights weights = golden.weights("model.safetensors");
                TensorScope _ = TensorScope.open()) {
            SlatDecoder network = network(golden, weights);
            int compared = 0;
            for (int times = 1; golden.has("upsample" + times + ".coords"); times++) {
                Tensor coords = network.upsample(golden.tensor("latent.coords"), golden.tensor("latent.feats"), times,
                        RunContext.silent());
                assertThat(coords.ints()).as("%d times", times).isEqualTo(golden.ints("upsample" + times + ".coords"));
                compared++;
            }
            assertThat(compared).isPositive();
        }
    }

    private static SlatDecoder network(Golden golden, Weights weights) throws IOException {
        return network(golden, weights, SlatShortcuts.ALL);
    }

    private static SlatDecoder network(Golden golden, Weights weights, SlatShortcuts shortcuts) throws IOException {
        return new SlatDecoder(SlatDecoderConfig.read(golden.config("model.json")), weights, Dtype.F32, BUDGET,
                shortcuts);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shortcutsChangeNothing(Path folder) throws IOException {
        for (SlatShortcuts shortcuts : List.of(SlatShortcuts.NONE, new SlatShortcuts(true, false),
                new SlatShortcuts(false, true))) {
            try (Golden golden = Golden.open(folder);
                    Weights weights = golden.weights("model.safetensors");
                    TensorScope _ = TensorScope.open();
                    SlatDecoder.Decoded decoded = network(golden, weights, shortcuts).decode(
                            golden.tensor("latent.coords"), golden.tensor("latent.feats"), RunContext.silent())) {
                assertThat(decoded.coords().ints()).isEqualTo(golden.ints("decoded.coords"));
                golden.close(decoded.feats(), "decoded.feats", TOLERANCE);
            }
        }
    }
}
