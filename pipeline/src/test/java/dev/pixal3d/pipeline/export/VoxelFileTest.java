// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A kept volume comes back as it was, and what is none is refused with the tensor's name. */
class VoxelFileTest {
    private static VoxelFile.Contents read(byte[] bytes) {
        try (SafetensorsFile file = SafetensorsFile.of("kept.safetensors", bytes)) {
            return VoxelFile.read(file);
        }
    }

    private static OVoxel random(boolean split) {
        Random random = new Random(11);
        OVoxel cube = Exports.cube(16, 4, 12);
        float[] attributes = cube.attributes().clone();
        for (int i = 0; i < attributes.length; i++) attributes[i] = random.nextFloat();
        float[] weights = new float[cube.count()];
        for (int i = 0; i < weights.length; i++) weights[i] = random.nextFloat();
        return new OVoxel(16, cube.coords(), cube.dual(), cube.crossed(), attributes,
                split ? Optional.of(weights) : Optional.empty());
    }

    @Test
    void whatIsKeptComesBack() throws IOException {
        for (boolean split : new boolean[]{true, false}) {
            OVoxel voxels = random(split);
            Optional<Camera> camera = split ? Optional.of(new Camera(0.7, 2.5, 1.2)) : Optional.empty();
            byte[] kept = kept(voxels, camera);
            VoxelFile.Contents back = read(kept);
            assertThat(back.voxels().resolution()).isEqualTo(16);
            assertThat(back.voxels().coords()).isEqualTo(voxels.coords());
            assertThat(back.voxels().dual()).isEqualTo(voxels.dual());
            assertThat(back.voxels().crossed()).isEqualTo(voxels.crossed());
            assertThat(back.voxels().attributes()).usingElementComparator(VoxelFileTest::withinHalfAStep)
                    .containsExactly(voxels.attributes());
            assertThat(kept(back.voxels(), camera)).as("kept again").isEqualTo(kept);
            assertThat(back.voxels().splitWeight().isPresent()).isEqualTo(split);
            if (split) {
                assertThat(back.voxels().splitWeight().orElseThrow()).isEqualTo(voxels.splitWeight().orElseThrow());
            }
            assertThat(back.camera()).isEqualTo(camera);
            assertThat(back.provenance()).isEqualTo(Map.of("engine", "test", "steps", 3));
        }
    }

    private static byte[] kept(OVoxel voxels, Optional<Camera> camera) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VoxelFile.write(new DecodedAsset(() -> voxels, Optional.empty(), Exports.constant(0, 0, 0, 0, 0, 0), camera,
                Optional.empty(), Map.of("engine", "test", "steps", 3)), out);
        return out.toByteArray();
    }

    /** Of 256 between 0 and 1. */
    private static int withinHalfAStep(Float a, Float b) {
        return Math.abs(a - b) <= 0.5 / 255 + 1e-6 ? 0 : Float.compare(a, b);
    }

    @Test
    void whatIsCutFromAKeptVolumeHasTheSameSurfaceAndColoursToOneStep() throws IOException {
        OVoxel voxels = random(false);
        ExportedModel run = Exporter.model(Exports.of(voxels), Exports.SMALL, true, RunContext.silent());
        ExportedModel again = Exporter.model(Exports.of(read(kept(voxels, Optional.empty())).voxels()), Exports.SMALL,
                true, RunContext.silent());
        assertThat(again.solid().positions()).isEqualTo(run.solid().positions());
        assertThat(again.solid().triangles()).isEqualTo(run.solid().triangles());
        for (int i = 0; i < run.colors().length; i++) {
            assertThat(again.colors()[i] - run.colors()[i]).isBetween(-1, 1);
        }
    }

    @Test
    void constantAndExtremeAttributesAreExact() throws IOException {
        OVoxel cube = Exports.cube(16, 4, 12);
        float[] attributes = new float[cube.attributes().length];
        for (int i = 0; i < attributes.length; i++) attributes[i] = i % 6 == 5 ? i % 12 / 6 : 0.1f * (i % 6) - 0.05f;
        OVoxel voxels = new OVoxel(16, cube.coords(), cube.dual(), cube.crossed(), attributes, Optional.empty());
        assertThat(read(kept(voxels, Optional.empty())).voxels().attributes()).isEqualTo(attributes);
    }

    @Test
    void damagedAndCutFilesAreRefusedByName() throws IOException {
        byte[] kept = kept(random(true), Optional.empty());
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] file = i % 3 == 0 ? Arrays.copyOf(kept, random.nextInt(kept.length)) : kept.clone();
            for (int k = 0; k < 3 && file.length > 0; k++) file[random.nextInt(file.length)] ^= (byte) (1 + k);
            try {
                read(file);
            } catch (ProblemException e) {
                assertThat(e).hasMessageContaining("kept.safetensors");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    /** A file of one voxel in which a test changes one thing. */
    private static final class Draft {
        private int[] coords = {1, 2, 3};
        private float[] dual = {0.5f, 0.5f, 0.5f};
        private float[] attributes = new float[OVoxel.ATTRIBUTES];
        private int rows = 1;
        private String resolution = "4";

        private byte[] bytes() {
            try {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                new SafetensorsWriter().metadata("resolution", resolution).add("coords", coords, rows, 3)
                        .add("dual_vertices", dual, 1, 3).add("intersected", new byte[]{1, 0, 1}, 1, 3)
                        .add("attrs", attributes, 1, OVoxel.ATTRIBUTES).writeTo(out);
                return out.toByteArray();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void refused(Consumer<Draft> change, String... words) {
        Draft draft = new Draft();
        change.accept(draft);
        assertThatThrownBy(() -> read(draft.bytes())).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNUSABLE_FILE))
                .hasMessageContainingAll(words);
    }

    @Test
    void whatIsNoVolumeIsRefused() {
        assertThat(read(new Draft().bytes()).voxels().crossed()).containsExactly((byte) 5);
        refused(d -> d.coords[1] = 4, "kept.safetensors", "coords", "got 4", "0 to 3");
        refused(d -> d.coords[0] = -1, "coords", "got -1");
        refused(d -> d.dual[2] = Float.NaN, "dual_vertices", "NaN");
        refused(d -> d.attributes[3] = Float.POSITIVE_INFINITY, "attrs", "Infinity");
        refused(d -> d.resolution = "0", "resolution", "got \"0\"");
        refused(d -> d.resolution = "5000", "resolution", "1 to 4096");
        refused(d -> {
            d.coords = new int[6];
            d.rows = 2;
        }, "dual_vertices", "wrong shape");
    }
}
