// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.training.objects.ProceduralObject;
import dev.pixal3d.training.objects.ProceduralObject.Family;
import dev.pixal3d.training.views.Posing;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeScoreTest {
    /** The same model, nearer to the camera, is as good as the model; another one is not. */
    @Test
    void aModelIsLikeItselfAtAnyDistance() {
        GlbModel car = Posing.pose(ProceduralObject.of(Family.VEHICLE, 3), 30, 15, 0, 0.35);
        GlbModel chair = Posing.pose(ProceduralObject.of(Family.FURNITURE, 2), 30, 15, 0, 0.35);
        double d = Posing.distance(0.35), q = 0.9;
        try (Parallel parallel = new Parallel(2)) {
            ShapeScore score = new ShapeScore(car, 0.35, parallel);
            Map<String, Double> same = score.of(ShapeViews.moved(car, q, new double[]{0, 0, d * (1 - q)}));
            Map<String, Double> other = score.of(chair);
            assertThat(same.get("Chamfer")).isCloseTo(0, within(0.01));
            assertThat(same.get("F@.02")).isGreaterThan(0.97);
            assertThat(same.get("IoU 90")).isGreaterThan(0.95);
            assertThat(same.get("volume IoU")).isGreaterThan(0.9);
            assertThat(same.get("front IoU")).isGreaterThan(0.98);
            assertThat(same.get("PSNR")).isGreaterThan(25);
            assertThat(other.get("Chamfer")).isGreaterThan(0.03);
            assertThat(other.get("IoU 90")).isLessThan(0.8);
        }
    }
}
