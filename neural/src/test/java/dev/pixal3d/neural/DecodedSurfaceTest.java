// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.CascadeCoordinates;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.ShapeHead;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.model.SlatDecoderConfig;
import dev.pixal3d.model.SlatShortcuts;
import dev.pixal3d.model.SparseStructureDecoder;
import dev.pixal3d.model.SparseStructureDecoderConfig;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From latents through the real decoders to what the geometry works on: faces and tokens exactly the reference's. */
class DecodedSurfaceTest {
    private static final long BUDGET = 1 << 20;

    static List<Path> shapes() throws IOException { return Golden.cases("slat_shape_decoder"); }

    static List<Path> structures() throws IOException { return Golden.cases("ss_decoder"); }

    private static ConfigJson config(Path folder) throws IOException {
        return ConfigJson.parse(folder.toString(), Files.readString(folder.resolve("model.json")));
    }

    private static Tensor tensor(SafetensorsFile io, String name) {
        long[] shape = io.require(name).shape().stream().mapToLong(Long::longValue).toArray();
        return name.endsWith("coords") ? Tensor.of(io.ints(name), shape) : Tensor.of(io.floats(name), shape);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void latentsBecomeTheReferencesMeshes(Path folder) throws IOException {
        try (SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"));
                Weights weights = Weights.open(folder.resolve("model.safetensors"));
                TensorScope _ = TensorScope.open()) {
            SlatDecoderConfig config = SlatDecoderConfig.read(config(folder));
            int resolution = config(folder).integer("resolution");
            SlatDecoder decoder = new SlatDecoder(config, weights, Dtype.F32, BUDGET, SlatShortcuts.ALL);
            try (SlatDecoder.Decoded decoded = decoder.decode(tensor(io, "latent.coords"), tensor(io, "latent.feats"),
                    RunContext.silent())) {
                ShapeHead head = ShapeHead.of(decoded.feats(), config.voxelMargin());
                int[] rows = decoded.coords().ints();
                int meshes = 0;
                for (int from = 0; 4 * from < rows.length;) {
                    int to = from;
                    while (4 * to < rows.length && rows[4 * to] == rows[4 * from]) to++;
                    Mesh mesh = DualGrid.mesh(item(rows, from, to, head, resolution));
                    String name = "mesh" + rows[4 * from];
                    Golden.close(folder, io, name + ".vertices", mesh.positions(), 1e-5);
                    assertThat(mesh.triangles()).as(name).isEqualTo(io.ints(name + ".faces"));
                    from = to;
                    meshes++;
                }
                assertThat(meshes).isPositive();
            }
        }
    }

    private static OVoxel item(int[] rows, int from, int to, ShapeHead head, int resolution) {
        int[] coords = new int[3 * (to - from)];
        for (int i = 0; i < coords.length; i++) coords[i] = rows[4 * (from + i / 3) + 1 + i % 3];
        return new OVoxel(resolution, coords, Arrays.copyOfRange(head.dual(), 3 * from, 3 * to),
                Arrays.copyOfRange(head.crossed(), from, to), new float[OVoxel.ATTRIBUTES * (to - from)],
                Optional.of(Arrays.copyOfRange(head.splitWeight(), from, to)));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void structuresBecomeTheReferencesTokens(Path folder) throws IOException {
        try (SafetensorsFile io = SafetensorsFile.open(folder.resolve("io.safetensors"));
                Weights weights = Weights.open(folder.resolve("model.safetensors"));
                TensorScope _ = TensorScope.open()) {
            Tensor logits = new SparseStructureDecoder(SparseStructureDecoderConfig.read(config(folder)), weights,
                    Dtype.F32).forward(tensor(io, "z"), RunContext.silent());
            int side = (int) logits.size(-1);
            for (String name : io.tensors().keySet()) {
                if (!name.matches("coords_\\d+")) continue;
                int wanted = Integer.parseInt(name.substring("coords_".length()));
                int[] expected = io.ints(name);
                for (int b = 0, at = 0; b < logits.size(0); b++) {
                    int[] coords = CascadeCoordinates.occupied(logits.select(0, b).contiguous().floats(), side,
                            side / wanted);
                    for (int i = 0; i < coords.length; i++) {
                        assertThat(expected[4 * (at + i / 3) + 1 + i % 3]).as(name).isEqualTo(coords[i]);
                        assertThat(expected[4 * (at + i / 3)]).as(name).isEqualTo(b);
                    }
                    at += coords.length / 3;
                    if (b + 1 == logits.size(0)) assertThat(4 * at).as(name).isEqualTo(expected.length);
                }
            }
        }
    }
}
