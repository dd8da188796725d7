// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.RgbaImage;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every outline, however odd, becomes a closed manifold inside the cube, of the right topology and proportions. */
class SolidTest {
    static final Projection.Straight PROJECTION = new Projection.Straight(
            Camera.fillingPlane(PreviewEngine.DEFAULT_ANGLE).distance());

    static SolidModel model(RgbaImage image, int size) {
        try (Parallel parallel = new Parallel(2)) {
            return SolidModel.of(image, size, PROJECTION, Optional.empty(), RunContext.silent(parallel));
        }
    }

    static Arguments[] shapes() {
        return new Arguments[]{Arguments.of("disc", Pictures.disc()), Arguments.of("ring", Pictures.ring()),
                Arguments.of("3-pixel diagonal", Pictures.line()), Arguments.of("2-pixel bar", Pictures.thinBar()),
                Arguments.of("checkerboard", Pictures.checkerboard()), Arguments.of("noise", Pictures.noise()),
                Arguments.of("full rectangle", Pictures.full()), Arguments.of("figure", Pictures.figure())};
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void isClosedManifoldInsideTheCube(String name, RgbaImage image) {
        Topology topology = Topology.of(model(image, 128).mesh());
        assertThat(topology.badEdges()).as("bad edges").isZero();
        assertThat(topology.badVertices()).as("bad vertices").isZero();
        assertThat(topology.volume()).isPositive();
        assertThat(topology.reach()).isLessThanOrEqualTo(0.5);
        assertThat(topology.components()).isPositive();
    }

    @Test
    void discIsABallTurnedOnALathe() {
        SolidModel model = model(Pictures.disc(), 512);
        assertThat(model.prior()).isEqualTo(ShapePrior.Kind.LATHE);
        Topology topology = Topology.of(model.mesh());
        assertThat(topology.components()).isEqualTo(1);
        assertThat(topology.handles()).isZero();
        double depth = Math.sqrt(max(model.field().front())) + Math.sqrt(max(model.field().back()));
        assertThat(depth * 1.1).isCloseTo(1, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyHoleIsAHandle(int holes) {
        assertThat(Topology.of(model(Pictures.holes(holes), 128).mesh()).handles()).isEqualTo(holes);
    }

    @Test
    void uprightBarStandsOnAFlatBase() {
        Inflated bar = Inflated.of(Pictures.bar(40, 380));
        ShapePrior.Outline box = bar.box;
        double middle = bar.deepest(box.y0() + box.height() / 2);
        assertThat(bar.deepest(box.y1()) / middle).isGreaterThan(0.85);
        assertThat(bar.deepest(box.y0()) / middle).isLessThan(0.4);
        assertThat(2 * middle * bar.half.width() / box.width()).isBetween(1.0, 1.2);
    }

    @Test
    void lyingStripIsFatAsItStandsOnItsWholeLength() {
        Inflated strip = Inflated.of(Pictures.bar(380, 40));
        ShapePrior.Outline box = strip.box;
        double deepest = 0;
        for (int y = box.y0(); y <= box.y1(); y++) deepest = Math.max(deepest, strip.deepest(y));
        assertThat(2 * deepest * strip.half.width() / box.height()).isBetween(1.6, 2.0);
    }

    @Test
    void mirroredOutlineInflatesMirrored() {
        Inflated disc = Inflated.of(Pictures.disc());
        int m = disc.half.width();
        for (int y = 0; y < m; y += 7) {
            for (int x = 0; x < m; x++) {
                assertThat(disc.half.at(x, y)).isCloseTo(disc.half.at(m - 1 - x, y), within(1e-4f));
            }
        }
    }

    /** Half depths without any shape prior. */
    private record Inflated(Plane half, ShapePrior.Outline box) {
        static Inflated of(RgbaImage image) {
            try (Parallel parallel = new Parallel(1)) {
                int m = 512;
                Silhouette silhouette = Silhouette.of(Cutout.of(image, 2 * m, parallel).alpha(), m, parallel);
                ShapePrior.Outline box = ShapePrior.Outline.of(silhouette.mask(), m);
                ShapePrior none = new ShapePrior(ShapePrior.Kind.NONE, box, 0, new float[0]);
                return new Inflated(Inflation.halfDepth(silhouette, none), box);
            }
        }

        double deepest(int row) {
            double most = 0;
            for (int x = 0; x < half.width(); x++) most = Math.max(most, half.at(x, row));
            return most;
        }
    }

    private static double max(Plane plane) {
        double most = 0;
        for (float v : plane.values()) most = Math.max(most, v);
        return most;
    }

    @Test
    void threadsDoNotMatter() {
        try (Parallel one = new Parallel(1); Parallel three = new Parallel(3)) {
            SolidModel a = SolidModel.of(Pictures.figure(), 128, PROJECTION, Optional.empty(), RunContext.silent(one));
            SolidModel b = SolidModel.of(Pictures.figure(), 128, PROJECTION, Optional.empty(),
                    RunContext.silent(three));
            assertThat(Arrays.equals(a.mesh().positions(), b.mesh().positions())).isTrue();
            assertThat(Arrays.equals(a.mesh().triangles(), b.mesh().triangles())).isTrue();
            assertThat(a.voxels(96, one)).usingRecursiveComparison().isEqualTo(b.voxels(96, three));
        }
    }
}
