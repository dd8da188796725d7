// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.geometry.hull.LabelHull;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.Pinches;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.RgbaImage;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever merges near vertices of a preview, of its surface or of its volume, changes nothing. */
class DistinctVerticesTest {
    private static final int SIZE = 96;
    /** Least edge in cells of the lattice. */
    private static final double LEAST = 0.02;

    static Stream<Arguments> pictures() {
        Stream<Arguments> drawn = IntStream.range(0, 10)
                .mapToObj(seed -> Arguments.of("drawing " + seed, drawing(seed), seed % 2 == 0 ? 0.35 : 0.8575));
        return Stream.concat(Arrays.stream(SolidTest.shapes()).map(a -> Arguments.of(a.get()[0], a.get()[1], 0.35)),
                drawn);
    }

    /**
     * Discs, bars and holes at random places, some with whole-pixel borders, which put lattice points on the surface.
     */
    private static RgbaImage drawing(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] parts = new double[9][];
        for (int i = 0; i < parts.length; i++) {
            double x = 0.2 + 0.6 * random.nextDouble();
            double y = 0.2 + 0.6 * random.nextDouble();
            boolean whole = random.nextBoolean();
            parts[i] = new double[]{whole ? Math.round(x * SIZE) / (double) SIZE : x,
                    whole ? Math.round(y * SIZE) / (double) SIZE : y, random.nextInt(1, 24) / (double) SIZE,
                    random.nextInt(1, 24) / (double) SIZE, random.nextInt(4)};
        }
        return Pictures.of(2 * SIZE, 2 * SIZE, (u, v) -> {
            boolean covered = false;
            for (double[] p : parts) {
                double x = Math.abs(u - p[0]);
                double y = Math.abs(v - p[1]);
                boolean hit = p[4] == 0 ? x < p[2] && y < p[3] : Math.hypot(x / p[2], y / p[3]) < 1;
                if (hit) covered = p[4] < 3;
            }
            return covered;
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void ofEverySurfaceAndVolume(String name, RgbaImage image, double angle) {
        Projection.Straight projection = new Projection.Straight(Camera.fillingPlane(angle).distance());
        try (Parallel parallel = new Parallel(2)) {
            SolidModel model = SolidModel.of(image, SIZE, projection, Optional.empty(), RunContext.silent(parallel));
            assertDistinct(model.mesh(), SIZE, parallel);
            assertDistinct(LabelHull.extract(model.voxels(SIZE, parallel), RunContext.silent(parallel)).mesh(), SIZE,
                    parallel);
        }
    }

    /** Fields of a few levels: nearly every lattice point lies on the surface, or next to it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void ofFieldsThatPassThroughLatticePoints(long seed) {
        Random random = new Random(seed);
        int m = 24;
        Plane front = new Plane(m, m);
        Plane back = new Plane(m, m);
        for (int i = 0; i < m * m; i++) {
            boolean rim = i % m < 3 || i % m > m - 4 || i / m < 3 || i / m > m - 4;
            double noise = random.nextInt(3) == 0 ? 1e-9 * random.nextGaussian() : 0;
            int level = rim || random.nextInt(5) == 0 ? -1 : random.nextInt(6);
            front.values()[i] = (float) (level < 0
                    ? -1e-9 * random.nextInt(2)
                    : Math.pow(level / (double) m, 2) + noise);
            level = level < 0 ? -1 : random.nextInt(6);
            back.values()[i] = (float) (level < 0
                    ? -1e-9 * random.nextInt(2)
                    : Math.pow(level / (double) m, 2) + noise);
        }
        ClosedField field = new ClosedField(front, back);
        try (Parallel parallel = new Parallel(2)) {
            Mesh mesh = SurfaceNets.mesh(field, Columns.of(field, parallel), SolidTest.PROJECTION, parallel);
            assertDistinct(mesh, m, parallel);
        }
    }

    static LongStream seeds() { return LongStream.range(0, 20); }

    private static void assertDistinct(Mesh mesh, int size, Parallel parallel) {
        MeshReport report = MeshReport.of(mesh);
        assertThat(report.watertight() && report.nonManifoldVertices() == 0).as("%s", report).isTrue();
        assertThat(report.shortestEdge() * size).isGreaterThan(LEAST);
        assertThat(Pinches.at(mesh, LEAST / size, parallel).joined()).isZero();
        for (double distance : new double[]{0, 1e-6, 1e-5}) {
            assertThat(Pinches.at(mesh, distance, parallel)).returns(0, Pinches::nonManifoldEdges)
                    .returns(0, Pinches::nonManifoldVertices);
        }
    }
}
