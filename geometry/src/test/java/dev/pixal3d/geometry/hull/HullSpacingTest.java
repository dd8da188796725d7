// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.SyntheticVoxels;
import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.NearVertices;
import dev.pixal3d.geometry.mesh.Pinches;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No volume gives a hull, or a decimated hull, in which merging near vertices finds anything to pinch. */
class HullSpacingTest {
    private static final float[] CENTRES = {0.5f};
    private static final float[] CORNERS = {0, 1};
    private static final float[] NEAR_CORNERS = {1e-7f, 1e-4f, 0.9999f, 1};
    private static final float[] BEYOND = {-0.5f, 0, 0.5f, 1, 1.5f};

    /**
     * Random flags and sheets, with dual vertices where those of different voxels meet: at centres, corners, beyond.
     */
    private static Map<String, Supplier<OVoxel>> volumes() {
        Map<String, Supplier<OVoxel>> out = new LinkedHashMap<>(SyntheticVoxels.all());
        float[][] choices = {CENTRES, CORNERS, NEAR_CORNERS, BEYOND};
        String[] names = {"centres", "corners", "near corners", "beyond the voxel"};
        for (int c = 0; c < choices.length; c++) {
            float[] choice = choices[c];
            for (double density : new double[]{0.03, 0.2, 0.7}) {
                out.put("noise of density " + density + ", dual vertices at " + names[c],
                        () -> withDual(SyntheticVoxels.flags(9, density, 7, 11), choice));
            }
            out.put("sphere, dual vertices at " + names[c],
                    () -> withDual(SyntheticVoxels.of(24, SyntheticVoxels::sphere), choice));
            out.put("leaky sphere, dual vertices at " + names[c],
                    () -> withDual(
                            SyntheticVoxels.leaky(SyntheticVoxels.of(48, SyntheticVoxels::sphere), 0.01, 4, 2, 9),
                            choice));
        }
        out.put("leaky sphere",
                () -> SyntheticVoxels.leaky(SyntheticVoxels.of(80, SyntheticVoxels::sphere), 0.003, 0, 0,
                        5));
        out.put("leaky gyroid", () -> SyntheticVoxels.leaky(SyntheticVoxels.of(64, SyntheticVoxels::gyroid), 0.02, 6, 2,
                6));
        return out;
    }

    private static OVoxel withDual(OVoxel voxels, float[] choice) {
        Random random = new Random(3);
        float[] dual = new float[voxels.dual().length];
        for (int i = 0; i < dual.length; i++) dual[i] = choice[random.nextInt(choice.length)];
        return new OVoxel(voxels.resolution(), voxels.coords(), dual, voxels.crossed(), voxels.attributes(),
                voxels.splitWeight());
    }

    @TestFactory
    Stream<DynamicTest> verticesStayApart() {
        return volumes().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue().get())));
    }

    private static void check(OVoxel voxels) {
        try (Parallel parallel = new Parallel(2)) {
            Mesh mesh = LabelHull.extract(voxels, RunContext.silent(parallel)).mesh();
            assertThat(NearVertices.pairs(mesh.positions(), 0.029 / voxels.resolution(), parallel)).isEmpty();
            assertApart(mesh, parallel);
            assertApart(QuadricDecimation.decimate(mesh, Math.max(4, mesh.triangleCount() / 8),
                    QuadricDecimation.Unit.FACES, RunContext.silent(parallel)), parallel);
        }
    }

    private static void assertApart(Mesh mesh, Parallel parallel) {
        assertThat(MeshReport.of(mesh)).returns(0, MeshReport::nonManifoldEdges)
                .returns(0, MeshReport::nonManifoldVertices);
        assertThat(MeshReport.of(mesh).shortestEdge()).isGreaterThan(0.9 * NearVertices.APART);
        for (double distance : new double[]{0, 1e-6, 1e-5}) {
            assertThat(Pinches.at(mesh, distance, parallel)).isEqualTo(new Pinches(distance, 0, 0, 0));
        }
        assertThat(Pinches.at(rounded(mesh), 0, parallel).joined()).as("joined by 16 bits").isZero();
    }

    /** Positions on a grid of 16 bits over the longest side. */
    private static Mesh rounded(Mesh mesh) {
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (float x : mesh.positions()) {
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        double step = (high - low) / 65535.0;
        float[] p = mesh.positions().clone();
        for (int i = 0; i < p.length; i++) p[i] = Math.round((p[i] - low) / step);
        return new Mesh(p, mesh.triangles());
    }

    @Test
    void threadsDoNotMatter() {
        OVoxel voxels = withDual(SyntheticVoxels.flags(30, 0.2, 7, 12), BEYOND);
        try (Parallel one = new Parallel(1); Parallel three = new Parallel(3)) {
            Mesh a = LabelHull.extract(voxels, RunContext.silent(one)).mesh();
            Mesh b = LabelHull.extract(voxels, RunContext.silent(three)).mesh();
            assertThat(Arrays.equals(a.positions(), b.positions())).isTrue();
            assertThat(Arrays.equals(a.triangles(), b.triangles())).isTrue();
        }
    }
}
