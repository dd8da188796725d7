// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.bake.UvReport;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Mesh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mesh gets a layout without overlaps; good meshes get few charts and even density. */
class UnwrapTest {
    private static final int SIZE = 512;
    private static final Parallel PARALLEL = new Parallel(2);

    @AfterAll
    static void close() { PARALLEL.close(); }

    static Stream<Arguments> smooth() {
        return Stream.of(Arguments.of("bumpy sphere", Shapes.bumpySphere(40), 30),
                Arguments.of("sphere", Shapes.sphere(24, 0.4), 12),
                Arguments.of("box", Shapes.box(12, 0.4, 0.3, 0.2), 6),
                Arguments.of("cube of 12 triangles", Shapes.box(1, 0.5, 0.5, 0.5), 6),
                Arguments.of("torus", Shapes.torus(80, 40, 0.3, 0.12), 30),
                Arguments.of("gyroid", Shapes.gyroid(64), 1100));
    }

    static Stream<Arguments> odd() {
        return Stream.of(Arguments.of("hedgehog", Shapes.hedgehog(16, 1)),
                Arguments.of("soup", Shapes.soup(40, 300, 2)), Arguments.of("dense soup", Shapes.soup(6, 500, 3)),
                Arguments.of("Moebius strip", Shapes.moebius(60)),
                Arguments.of("one triangle", new Mesh(new float[]{0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[]{0, 1, 2})),
                Arguments.of("a point", new Mesh(new float[3], new int[]{0, 0, 0})),
                Arguments.of("a needle",
                        new Mesh(new float[]{0, 0, 0, 1, 0, 0, 0.5f, 0, 0}, new int[]{0, 1, 2})),
                Arguments.of("isolated vertices", new Mesh(new float[30], new int[0])),
                Arguments.of("nothing", new Mesh(new float[0], new int[0])), Arguments.of("fan", fan(3000)));
    }

    /** Turns several times around its first vertex: flat, but on top of itself. */
    private static Mesh fan(int n) {
        float[] p = new float[3 * (n + 2)];
        int[] t = new int[3 * n];
        for (int i = 0; i <= n; i++) {
            double u = i * 0.01;
            p[3 * i + 3] = (float) (0.4 * Math.cos(u));
            p[3 * i + 4] = (float) (0.4 * Math.sin(u));
            p[3 * i + 5] = (float) (u * 0.001);
            if (i < n) System.arraycopy(new int[]{0, i + 1, i + 2}, 0, t, 3 * i, 3);
        }
        return new Mesh(p, t);
    }

    private static UnwrappedMesh unwrap(Mesh mesh, Parallel parallel) {
        return Unwrap.unwrap(mesh, SIZE, UnwrapOptions.forTexture(SIZE), RunContext.silent(parallel));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smooth")
    void layoutsAreGood(String name, Mesh mesh, int mostCharts) {
        UnwrappedMesh out = unwrap(mesh, PARALLEL);
        UvReport report = UvReport.of(out, SIZE, PARALLEL);
        assertSound(mesh, out, report);
        assertThat(report.charts()).isLessThanOrEqualTo(mostCharts);
        assertThat(report.atlasUse()).isGreaterThan(0.35);
        assertThat(report.densitySpread()).isLessThan(0.08);
        assertThat(report.stretch()).isLessThan(1.05);
    }

    @Test
    void aFewChartsFillATextureOfOrdinarySize() {
        UnwrappedMesh out = Unwrap.unwrap(Shapes.torus(80, 40, 0.3, 0.12), 2048, UnwrapOptions.forTexture(2048),
                RunContext.silent(PARALLEL));
        UvReport report = UvReport.of(out, 2048, PARALLEL);
        assertThat(report.atlasUse()).isGreaterThanOrEqualTo(0.62);
        assertThat(report.densitySpread()).isLessThanOrEqualTo(0.05);
        assertThat(report.overlap()).isLessThanOrEqualTo(1e-4);
    }

    /** Three bars each way that meet in 27 knots. */
    private static Mesh cage() {
        return Shapes.surface(64, (x, y, z) -> {
            double[] at = {x, y, z};
            double nearest = 1;
            for (int k = 0; k < 3; k++) {
                double u = at[(k + 1) % 3], v = at[(k + 2) % 3];
                u -= 0.3 * Math.clamp(Math.round(u / 0.3), -1, 1);
                v -= 0.3 * Math.clamp(Math.round(v / 0.3), -1, 1);
                nearest = Math.min(nearest, Math.max(Math.hypot(u, v) - 0.04, Math.abs(at[k]) - 0.4));
            }
            return nearest;
        });
    }

    @Test
    void barsAreUnrolled() {
        Mesh mesh = cage();
        UnwrappedMesh out = unwrap(mesh, PARALLEL);
        UvReport report = UvReport.of(out, SIZE, PARALLEL);
        assertSound(mesh, out, report);
        // strips alone are 247 charts on 0.39 of the atlas
        assertThat(report.charts()).isLessThan(150);
        assertThat(report.atlasUse()).isGreaterThan(0.42);
        assertThat(report.densitySpread()).isLessThan(0.08);
        assertThat(report.stretch()).isLessThan(1.05);
        try (Parallel four = new Parallel(4)) {
            assertThat(unwrap(mesh, four).uvs()).isEqualTo(out.uvs());
        }
    }

    /** Bars along the three axes of a cube, as a model of 8,000 vertices: 325, 540 and 833 tunnels for 6 to 8 bars. */
    private static Mesh lattice(boolean round, int bars, double radius) {
        double pitch = 0.8 / (bars - 1);
        Mesh full = Shapes.surface(80, (x, y, z) -> {
            double[] at = {x, y, z};
            double nearest = 1;
            for (int k = 0; k < 3; k++) {
                double u = at[(k + 1) % 3] + 0.4, v = at[(k + 2) % 3] + 0.4;
                u = Math.abs(u - pitch * Math.clamp(Math.round(u / pitch), 0, bars - 1));
                v = Math.abs(v - pitch * Math.clamp(Math.round(v / pitch), 0, bars - 1));
                double distance = round ? Math.hypot(u, v) : Math.max(u, v);
                nearest = Math.min(nearest, Math.max(distance - radius, Math.abs(at[k]) - 0.4 - radius));
            }
            return nearest;
        });
        return QuadricDecimation.decimate(full, 8_000, QuadricDecimation.Unit.VERTICES, RunContext.silent(PARALLEL));
    }

    @ParameterizedTest(name = "round {0}, {1} bars of {2}")
    @CsvSource({"true, 6, 0.028", "true, 7, 0.022", "false, 7, 0.028", "true, 8, 0.028", "false, 8, 0.02"})
    void aLatticeHasFewChartsThatFillTheAtlas(boolean round, int bars, double radius) {
        List<Double> joined = new ArrayList<>();
        UnwrappedMesh out = Unwrap.unwrap(lattice(round, bars, radius), 2048, UnwrapOptions.forTexture(2048),
                RunContext.of(PARALLEL, event -> {
                    if (event instanceof RunEvent.Step step && step.stage().equals("merge charts")) {
                        joined.add(step.fraction());
                    }
                }));
        assertThat(joined).as("progress goes forward").hasSizeGreaterThan(2);
        assertThat(joined.getFirst()).isLessThan(0.5);
        assertThat(joined.get(1)).isGreaterThan(joined.getFirst());
        UvReport report = UvReport.of(out, 2048, PARALLEL);
        assertThat(report.charts()).isLessThanOrEqualTo(900);
        assertThat(report.atlasUse()).isGreaterThanOrEqualTo(0.55);
        assertThat(report.densitySpread()).isLessThan(0.08);
        assertThat(report.stretch()).isLessThan(1.05);
        assertThat(report.overlap()).isLessThanOrEqualTo(1e-3);
        assertThat(report.flips()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("odd")
    void oddMeshesAreUnwrapped(String name, Mesh mesh) {
        UnwrappedMesh out = unwrap(mesh, PARALLEL);
        assertSound(mesh, out, UvReport.of(out, SIZE, PARALLEL));
    }

    private static void assertSound(Mesh mesh, UnwrappedMesh out, UvReport report) {
        assertThat(out.triangleCount()).isEqualTo(mesh.triangleCount());
        for (int c = 0; c < mesh.triangles().length; c++) {
            assertThat(out.sourceVertex()[out.triangles()[c]]).isEqualTo(mesh.triangles()[c]);
        }
        for (int v = 0; v < 3 * out.vertexCount(); v++) {
            assertThat(out.positions()[v]).isEqualTo(mesh.positions()[3 * out.sourceVertex()[v / 3] + v % 3]);
        }
        for (float uv : out.uvs()) assertThat(uv).isBetween(0f, 1f);
        assertThat(Arrays.stream(out.triangles()).distinct().count()).isEqualTo(out.vertexCount());
        assertThat(report.flips()).isZero();
        assertThat(report.overlap()).isLessThanOrEqualTo(1e-3);
        if (report.charts() > 1) assertThat(report.minGap()).isGreaterThanOrEqualTo(2 * out.stats().padding());
        assertThat(out.stats().timedOut()).isFalse();
        assertThat(out.stats().stacked()).isFalse();
    }

    /** Random triangles, hedgehogs, crumpled tori and sheets of every size, textures that are not powers of two. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void anyMeshIsUnwrapped(long seed) {
        Random random = new Random(seed);
        Mesh mesh = switch ((int) (seed % 4)) {
            case 0 -> Shapes.soup(3 + random.nextInt(200), 1 + random.nextInt(400), seed);
            case 1 -> Shapes.hedgehog(2 + random.nextInt(12), seed);
            case 2 -> crumpled(Shapes.torus(3 + random.nextInt(40), 3 + random.nextInt(20), 0.3, 0.1), random);
            default -> crumpled(Shapes.box(1 + random.nextInt(10), 0.4, 0.3, 0.001), random);
        };
        int size = 64 + random.nextInt(300);
        UnwrappedMesh out = Unwrap.unwrap(mesh, size, UnwrapOptions.forTexture(size), RunContext.silent(PARALLEL));
        UvReport report = UvReport.of(out, size, PARALLEL);
        for (float uv : out.uvs()) assertThat(uv).isBetween(0f, 1f);
        assertThat(report.flips()).isZero();
        assertThat(report.overlap()).isLessThan(2e-3);
        if (report.charts() > 1) assertThat(report.minGap()).isGreaterThanOrEqualTo(2 * out.stats().padding());
        assertThat(out.stats().stacked()).isFalse();
    }

    private static Mesh crumpled(Mesh mesh, Random random) {
        float[] p = mesh.positions().clone();
        float amount = random.nextFloat() * 0.05f;
        for (int i = 0; i < p.length; i++) p[i] += amount * (random.nextFloat() - 0.5f);
        return new Mesh(p, mesh.triangles());
    }

    @Test
    void resultsDoNotDependOnThreads() {
        Mesh mesh = Shapes.gyroid(48);
        try (Parallel one = new Parallel(1); Parallel four = new Parallel(4)) {
            UnwrappedMesh a = unwrap(mesh, one), b = unwrap(mesh, four);
            assertThat(b.uvs()).isEqualTo(a.uvs());
            assertThat(b.triangles()).isEqualTo(a.triangles());
            assertThat(b.sourceVertex()).isEqualTo(a.sourceVertex());
        }
    }

    @Test
    void withoutTimeChartsAreOnlyProjected() {
        Mesh mesh = Shapes.gyroid(48);
        UnwrappedMesh out = Unwrap.unwrap(mesh, SIZE, new UnwrapOptions(75, 2, Duration.ZERO),
                RunContext.silent(PARALLEL));
        UvReport report = UvReport.of(out, SIZE, PARALLEL);
        assertThat(out.stats().timedOut()).isTrue();
        assertThat(report.flips()).isZero();
        assertThat(report.overlap()).isLessThan(1e-3);
    }

    @Test
    void dustThatDoesNotFitSharesTexels() {
        Mesh mesh = Shapes.soup(3000, 1500, 5);
        UnwrappedMesh out = Unwrap.unwrap(mesh, 16, UnwrapOptions.forTexture(16), RunContext.silent(PARALLEL));
        assertThat(out.stats().stacked()).isTrue();
        for (float uv : out.uvs()) assertThat(uv).isBetween(0f, 1f);
    }

    @Test
    void canBeCancelled() {
        RunContext context = RunContext.silent(PARALLEL);
        context.cancel();
        assertThatThrownBy(() -> Unwrap.unwrap(Shapes.sphere(8, 0.4), SIZE, UnwrapOptions.forTexture(SIZE),
                context)).isInstanceOf(CancellationException.class);
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatThrownBy(() -> new UnwrapOptions(120, 2, Duration.ZERO)).hasMessageContaining("cone");
        assertThatThrownBy(() -> new UnwrapOptions(75, -1, Duration.ZERO)).hasMessageContaining("padding");
        assertThatThrownBy(
                () -> Unwrap.unwrap(Shapes.sphere(2, 1), 3, UnwrapOptions.forTexture(64), RunContext.silent(PARALLEL)))
                .hasMessageContaining("texture size");
    }
}
