// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.Shapes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfIntersectionsTest {
    private static final Parallel PARALLEL = new Parallel(2);

    @AfterAll
    static void close() { PARALLEL.close(); }

    /** Points of a triangle in the plane z = 0 and others around it, named by what the second face does. */
    static Stream<Arguments> pairs() {
        float[] base = {0, 0, 0, 4, 0, 0, 0, 4, 0};
        return Stream.of(
                pair("pierces", 1, base, new float[]{1, 1, -1, 1, 1, 1, 5, 5, 1}, 0, 1, 2, 3, 4, 5),
                pair("passes beside", 0, base, new float[]{3, 3, -1, 3, 3, 1, 5, 5, 1}, 0, 1, 2, 3, 4, 5),
                pair("lies above", 0, base, new float[]{0, 0, 1, 4, 0, 1, 0, 4, 1}, 0, 1, 2, 3, 4, 5),
                pair("touches with a vertex", 1, base, new float[]{1, 1, 0, 1, 1, 1, 5, 5, 1}, 0, 1, 2, 3, 4, 5),
                pair("touches a vertex at the same place", 1, base, new float[]{0, 0, 0, -1, 0, 1, -1, -1, 1}, 0, 1, 2,
                        3, 4, 5),
                pair("overlaps in the plane", 1, base, new float[]{1, 1, 0, 5, 1, 0, 1, 5, 0}, 0, 1, 2, 3, 4, 5),
                pair("lies inside in the plane", 1, base, new float[]{1, 1, 0, 2, 1, 0, 1, 2, 0}, 0, 1, 2, 3, 4, 5),
                pair("lies beside in the plane", 0, base, new float[]{3, 3, 0, 5, 3, 0, 3, 5, 0}, 0, 1, 2, 3, 4, 5),
                pair("continues an edge", 0, base, new float[]{5, 0, 0, 6, 0, 0, 5, -1, 0}, 0, 1, 2, 3, 4, 5),
                pair("shares a vertex", 0, base, new float[]{-1, 0, 1, -1, -1, 1}, 0, 1, 2, 0, 3, 4),
                pair("shares a vertex and comes back", 1, base, new float[]{1, 1, -1, 1, 1, 1}, 0, 1, 2, 0, 3, 4),
                pair("shares a vertex and a flat wedge", 1, base, new float[]{9, 1, 0, 1, 9, 0}, 0, 1, 2, 0, 3, 4),
                pair("shares a vertex beside in the plane", 0, base, new float[]{-9, 1, 0, -9, -1, 0}, 0, 1, 2, 0, 3,
                        4),
                pair("shares an edge", 0, base, new float[]{4, 4, 1}, 0, 1, 2, 2, 1, 3),
                pair("shares an edge, sharply bent", 0, base, new float[]{0.5f, 0.5f, 1e-3f}, 0, 1, 2, 2, 1, 3),
                pair("shares an edge, flat", 0, base, new float[]{4, 4, 0}, 0, 1, 2, 2, 1, 3),
                pair("shares an edge, folded back", 1, base, new float[]{1, 0.5f, 0}, 0, 1, 2, 2, 1, 3),
                pair("is the same", 1, base, new float[0], 0, 1, 2, 0, 1, 2),
                pair("is the other side", 1, base, new float[0], 0, 1, 2, 0, 2, 1),
                pair("has no area", 0, base, new float[]{1, 1, -1, 1, 1, 1}, 0, 1, 2, 3, 4, 4));
    }

    private static Arguments pair(String name, int expected, float[] base, float[] more, int... triangles) {
        float[] p = Arrays.copyOf(base, base.length + more.length);
        System.arraycopy(more, 0, p, base.length, more.length);
        return Arguments.of(name, expected, p, triangles);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void everyPlaceAndOrderGivesTheSameAnswer(String name, int expected, float[] points, int[] triangles) {
        Random random = new Random(1);
        for (int turn = 0; turn < 24; turn++) {
            int shift = random.nextInt(3);
            int axis = random.nextInt(3);
            // powers of two and whole offsets keep the coordinates exact
            float scale = 1 << random.nextInt(4);
            float[] p = new float[points.length];
            for (int i = 0; i < p.length; i++) p[i - i % 3 + (i + axis) % 3] = (points[i] + turn % 5) / scale;
            int[] t = new int[6];
            boolean swapped = random.nextBoolean();
            for (int k = 0; k < 3; k++) {
                t[swapped ? 3 + k : k] = triangles[(k + shift) % 3];
                t[swapped ? k : 3 + k] = triangles[3 + (k + turn) % 3];
            }
            assertThat(SelfIntersections.pairs(new Mesh(p, t), PARALLEL)).hasSize(expected);
        }
    }

    @Test
    void closedSurfacesHaveNone() {
        for (Mesh mesh : List.of(Shapes.box(8, 0.4, 0.3, 0.2), Shapes.sphere(16, 0.4), Shapes.bumpySphere(24),
                Shapes.torus(40, 20, 0.3, 0.12))) {
            assertThat(SelfIntersections.pairs(mesh, PARALLEL)).isEmpty();
            assertThat(SelfIntersections.crossings(mesh, PARALLEL)).isEmpty();
        }
    }

    @Test
    void aTorusThatOverlapsItselfIsFoundByBothSearches() {
        Mesh mesh = Shapes.torus(60, 30, 0.2, 0.25);
        long[] all = SelfIntersections.pairs(mesh, PARALLEL);
        long[] crossings = SelfIntersections.crossings(mesh, PARALLEL);
        assertThat(all).contains(crossings).isSorted().doesNotHaveDuplicates();
        assertThat(crossings.length).isGreaterThan(all.length / 2);
    }

    static Stream<Mesh> crossed() {
        // small faces among large ones too: these pass through many cells
        return Stream.of(Shapes.torus(60, 30, 0.2, 0.25), Shapes.torus(200, 4, 0.2, 0.3), scattered(3, 40, 400),
                scattered(5, 400, 600), crowded());
    }

    /** One large face and a small torus that fills a cell of it. */
    private static Mesh crowded() {
        Mesh torus = Shapes.torus(60, 30, 0.2, 0.25);
        int n = torus.vertexCount();
        float[] p = Arrays.copyOf(torus.positions(), 3 * n + 9);
        for (int i = 0; i < 3 * n; i++) p[i] *= 1e-4f;
        for (int k = 0; k < 3; k++) p[3 * n + 4 * k] = 1;
        int[] t = Arrays.copyOf(torus.triangles(), torus.triangles().length + 3);
        for (int k = 0; k < 3; k++) t[torus.triangles().length + k] = n + k;
        return new Mesh(p, t);
    }

    private static Mesh scattered(long seed, int vertices, int faces) {
        Random random = new Random(seed);
        float[] p = new float[3 * vertices];
        // every second vertex in a corner of space
        for (int i = 0; i < p.length; i++) p[i] = random.nextFloat() * (i / 3 % 2 == 0 ? 1 : 0.1f);
        int[] t = new int[3 * faces];
        for (int i = 0; i < t.length; i++) t[i] = random.nextInt(vertices);
        return new Mesh(p, t);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void crossingsAreAllPairsThatLookDifferentWays(Mesh mesh) {
        double[] normal = new double[3];
        FacePair faces = new FacePair(mesh);
        long[] expected = Arrays.stream(SelfIntersections.pairs(mesh, PARALLEL)).filter(pair -> {
            int f = (int) (pair >>> 32);
            int g = (int) pair;
            int both = Integer.bitCount(SeenDirections.of(mesh, f, normal) & SeenDirections.of(mesh, g, normal));
            return both == 0 || both < 4 && !faces.share(f, g);
        }).toArray();
        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(SelfIntersections.crossings(mesh, PARALLEL)).isEqualTo(expected);
        assertThat(SelfIntersections.crossings(mesh, Parallel.sequential())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theTreeFindsWhatTryingAllPairsFinds(long seed) {
        // few distinct coordinates: touching, coplanar and doubled faces are common
        Random random = new Random(seed);
        float[] p = new float[3 * 60];
        for (int i = 0; i < p.length; i++) p[i] = random.nextInt(seed % 2 == 0 ? 5 : 1000) / 1000f;
        int[] t = new int[3 * 200];
        for (int i = 0; i < t.length; i++) t[i] = random.nextInt(60);
        Mesh mesh = new Mesh(p, t);
        FacePair pair = new FacePair(mesh);
        List<Long> expected = new ArrayList<>();
        for (int f = 0; f < 200; f++) {
            for (int g = f + 1; g < 200; g++) { if (pair.intersect(f, g)) expected.add((long) f << 32 | g); }
        }
        assertThat(SelfIntersections.pairs(mesh, PARALLEL)).containsExactly(expected.stream().mapToLong(x -> x)
                .toArray());
        try (Parallel one = new Parallel(1)) {
            assertThat(SelfIntersections.pairs(mesh, one)).isEqualTo(SelfIntersections.pairs(mesh, PARALLEL));
        }
    }

    @Test
    void countingStopsWhereEverythingMeetsEverything() {
        Mesh sound = Shapes.bumpySphere(64);
        assertThat(SelfIntersections.count(sound, PARALLEL)).isEqualTo(new SelfIntersections.Count(0, true));
        Mesh torus = Shapes.torus(60, 30, 0.2, 0.25);
        assertThat(SelfIntersections.count(torus, PARALLEL)).isEqualTo(new SelfIntersections.Count(
                SelfIntersections.pairs(torus, PARALLEL).length, true));
        int[] again = new int[3 * 100_000];
        for (int i = 0; i < again.length; i++) again[i] = i % 3;
        Mesh doubled = new Mesh(new float[]{0, 0, 0, 1, 0, 0, 0, 1, 0}, again);
        SelfIntersections.Count many = SelfIntersections.count(doubled, PARALLEL);
        assertThat(many.complete()).isFalse();
        assertThat(many.pairs()).isBetween(100_000, 500_000_000);
        assertThat(SelfIntersections.count(doubled, Parallel.sequential())).isEqualTo(many);
    }

    @Test
    void sidesAreExact() {
        Random random = new Random(7);
        int zeros = 0;
        for (int turn = 0; turn < 4000; turn++) {
            float[] p = new float[12];
            for (int i = 0; i < 12; i++) p[i] = turn % 3 == 0 ? random.nextInt(8) / 7f : random.nextFloat() - 0.5f;
            if (turn % 2 == 0) {
                // nearly, and sometimes exactly, in the plane of the others
                for (int k = 0; k < 3; k++) p[9 + k] = (p[k] + p[3 + k]) / 2 + (p[6 + k] - p[k]) / 4;
            }
            int exact = determinant(p).signum();
            if (exact == 0) zeros++;
            assertThat(Orientation.ofPlane(p, 0, 1, 2, 3)).isEqualTo(exact);
            assertThat(Orientation.ofPlane(p, 1, 0, 2, 3)).isEqualTo(-exact);
            BigDecimal left = difference(p, 0, 6).multiply(difference(p, 4, 7));
            BigDecimal right = difference(p, 1, 7).multiply(difference(p, 3, 6));
            assertThat(Orientation.ofLine(p, 0, 1, 2, 0, 1)).isEqualTo(left.compareTo(right));
        }
        assertThat(zeros).isGreaterThan(50);
    }

    private static BigDecimal difference(float[] p, int i, int j) {
        return new BigDecimal(p[i]).subtract(new BigDecimal(p[j]));
    }

    private static BigDecimal determinant(float[] p) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < 3; k++) {
            int i = (k + 1) % 3;
            int j = (k + 2) % 3;
            BigDecimal minor = difference(p, 3 + i, 9 + i).multiply(difference(p, 6 + j, 9 + j))
                    .subtract(difference(p, 3 + j, 9 + j).multiply(difference(p, 6 + i, 9 + i)));
            sum = sum.add(difference(p, k, 9 + k).multiply(minor));
        }
        return sum;
    }
}
