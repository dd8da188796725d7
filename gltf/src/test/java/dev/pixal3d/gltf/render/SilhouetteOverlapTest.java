// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.image.RgbaImage;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SilhouetteOverlapTest {
    private static final int SIZE = 200;
    private static final double ANGLE = 0.8;
    private static final double DISTANCE = 2;
    /** The picture shows [-1, 1]^2 of the plane through the origin as this many pixels. */
    private static final double FOCAL = SIZE / (2 * Math.tan(ANGLE / 2));

    /** A square of the plane z = 0 around the origin. */
    private static TexturedMesh square(float half, boolean turned) {
        float[] p = {-half, -half, 0, half, -half, 0, half, half, 0, -half, half, 0};
        int[] t = turned ? new int[]{0, 2, 1, 0, 3, 2} : new int[]{0, 1, 2, 0, 2, 3};
        return new TexturedMesh(p, new float[12], new float[8], new float[0], t, turned);
    }

    /** A cut-out whose object fills these columns and rows around the middle. */
    private static RgbaImage picture(double halfWidth, double halfHeight) {
        byte[] pixels = new byte[4 * SIZE * SIZE];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                boolean in = Math.abs(x + 0.5 - SIZE / 2.0) < halfWidth && Math.abs(y + 0.5 - SIZE / 2.0) < halfHeight;
                pixels[4 * (y * SIZE + x) + 3] = (byte) (in ? 255 : 0);
            }
        }
        return new RgbaImage(SIZE, SIZE, pixels);
    }

    private static OptionalDouble iou(TexturedMesh mesh, RgbaImage picture) {
        try (Parallel parallel = new Parallel(2)) {
            return SilhouetteOverlap.iou(mesh, picture, new View.InputCamera(ANGLE, DISTANCE, Front.GLTF), parallel);
        }
    }

    @Test
    void theSameOutlineAgrees() {
        double half = 0.3 * FOCAL / DISTANCE;
        assertThat(iou(square(0.3f, false), picture(half, half)).orElseThrow()).isEqualTo(1, within(0.03));
        assertThat(iou(square(0.3f, true), picture(half, half)).orElseThrow()).isEqualTo(1, within(0.03));
    }

    @Test
    void halfTheOutlineIsHalfTheUnion() {
        double half = 0.3 * FOCAL / DISTANCE;
        assertThat(iou(square(0.3f, false), picture(half / 2, half)).orElseThrow()).isEqualTo(0.5, within(0.03));
    }

    @Test
    void aPictureWithoutBackgroundHasNoOutline() {
        assertThat(iou(square(0.3f, false), picture(SIZE, SIZE))).isEmpty();
    }

    @Test
    void nothingAgreesWithNothing() {
        RgbaImage empty = picture(0, 0);
        assertThat(SilhouetteOverlap.iou(empty, empty)).isEqualTo(1);
    }
}
