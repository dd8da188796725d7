// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VertexColorsTest {
    /** Red is x, green y and blue z, from -0.5 to 0.5 as 0 to 1. */
    private static final AttributeField PLACE = (x, y, z, out, at) -> {
        out[at] = x + 0.5f;
        out[at + 1] = y + 0.5f;
        out[at + 2] = z + 0.5f;
    };

    @Test
    void eachVertexHasTheColourOfItsPlace() {
        Random random = new Random(5);
        float[] positions = new float[3 * 20_000];
        for (int i = 0; i < positions.length; i++) positions[i] = random.nextFloat(-0.6f, 0.6f);
        Mesh points = new Mesh(positions, new int[0]);
        byte[] colors = VertexColors.of(points, PLACE, Parallel.sequential());
        for (int i = 0; i < positions.length; i++) {
            assertThat(colors[i] & 255).isEqualTo(Math.round(255 * Math.clamp(positions[i] + 0.5f, 0, 1)));
        }
        try (Parallel parallel = new Parallel(3)) {
            assertThat(VertexColors.of(points, PLACE, parallel)).isEqualTo(colors);
        }
    }
}
