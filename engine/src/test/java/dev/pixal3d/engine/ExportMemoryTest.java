// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExportMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void refusesWhatWasSeenToFailAndNothingThatWasSeenToFit() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> ExportMemory.check(3_186_820, 2048, 287 * MEBIBYTE))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.MEMORY))
                .withMessageContaining("3,186,820 triangles").withMessageContaining("smaller resolution");
        assertThatCode(() -> ExportMemory.check(3_186_820, 2048, 384 * MEBIBYTE)).doesNotThrowAnyException();
        assertThatCode(() -> ExportMemory.check(7_200_000, 2048, 1150 * MEBIBYTE)).doesNotThrowAnyException();
    }

    @Test
    void textureThatCannotFitIsNamed() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> ExportMemory.check(12, 4096, 100 * MEBIBYTE))
                .withMessageContaining("smaller texture_size");
    }

    @Test
    void countsTwoTrianglesForEachCrossedEdge() {
        OVoxel voxels = new OVoxel(4, new int[6], new float[6], new byte[]{7, 1}, new float[12], Optional.empty());
        assertThat(ExportMemory.triangles(voxels)).isEqualTo(8);
    }
}
