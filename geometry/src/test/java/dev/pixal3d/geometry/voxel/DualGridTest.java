// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.geometry.GoldenCases;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class DualGridTest {
    @TestFactory
    Stream<DynamicTest> meshesOfTheReference() {
        return GoldenCases.folders("dual_grid").stream().flatMap(folder -> {
            try (SafetensorsFile file = GoldenCases.open(folder)) {
                return file.tensors().keySet().stream().filter(k -> k.endsWith(".coords"))
                        .map(k -> k.substring(0, k.indexOf('.'))).sorted()
                        .map(name -> DynamicTest.dynamicTest(name, () -> mesh(folder, name)));
            }
        });
    }

    private void mesh(Path folder, String name) {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            byte[] crossed = GoldenCases.bits(file.bytes(name + ".intersected"));
            OVoxel voxels = new OVoxel(
                    (int) file.data(file.require(name + ".grid_size")).get(ValueLayout.JAVA_LONG_UNALIGNED, 0),
                    file.ints(name + ".coords"),
                    file.floats(name + ".dual_vertices"), crossed, new float[OVoxel.ATTRIBUTES * crossed.length],
                    file.find(name + ".quad_lerp").map(_ -> file.floats(name + ".quad_lerp")));
            Mesh mesh = DualGrid.mesh(voxels);
            assertThat(mesh.triangles()).containsExactly(file.ints(name + ".faces"));
            assertThat(mesh.positions()).containsExactly(file.floats(name + ".vertices"), within(1e-6f));
        }
    }

    @TestFactory
    Stream<DynamicTest> quadsOfTheReference() {
        return GoldenCases.folders("geometry_ovoxel").stream()
                .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> quads(f)));
    }

    private void quads(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            OVoxel voxels = GoldenCases.voxels(file);
            assertThat(DualGrid.quads(voxels, BrickMap.of(voxels.resolution(), voxels.coords())))
                    .containsExactly(file.ints("expected_quads"));
            Mesh mesh = DualGrid.mesh(voxels);
            assertThat(mesh.triangles()).containsExactly(file.ints("expected_faces"));
            assertThat(mesh.positions()).containsExactly(file.floats("expected_vertices"), within(1e-6f));
            float[] equal = new float[voxels.count()];
            java.util.Arrays.fill(equal, 1);
            OVoxel flat = new OVoxel(voxels.resolution(), voxels.coords(), voxels.dual(), voxels.crossed(),
                    voxels.attributes(), Optional.of(equal));
            assertThat(DualGrid.mesh(flat).triangles()).containsExactly(file.ints("expected_faces_equal_weights"));
        }
    }
}
