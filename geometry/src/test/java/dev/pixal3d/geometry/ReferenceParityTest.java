// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.decimate.ReferenceEdgeCost;
import dev.pixal3d.geometry.hull.NarrowBandRemesh;
import dev.pixal3d.geometry.mesh.Bvh;
import dev.pixal3d.geometry.mesh.HoleFill;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What we keep of the reference's own algorithms, against its values. */
class ReferenceParityTest {
    @FunctionalInterface
    private interface Case {
        void run(SafetensorsFile file) throws IOException;
    }

    private static Stream<DynamicTest> cases(String prefix, Case test) {
        return GoldenCases.folders(prefix).stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder, test)));
    }

    private static void run(Path folder, Case test) throws IOException {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            test.run(file);
        }
    }

    private static Mesh mesh(SafetensorsFile file) { return new Mesh(file.floats("vertices"), file.ints("faces")); }

    @TestFactory
    Stream<DynamicTest> closestPoints() {
        return cases("geometry_closest", file -> {
            float[] points = file.floats("points");
            float[] distance = file.floats("distance");
            float[] closest = file.floats("closest");
            try (Parallel parallel = new Parallel(2)) {
                Mesh mesh = mesh(file);
                Bvh bvh = Bvh.of(mesh, parallel);
                Bvh.Hit hit = new Bvh.Hit();
                for (int i = 0; i < distance.length; i++) {
                    bvh.closest(points[3 * i], points[3 * i + 1], points[3 * i + 2], Double.MAX_VALUE, hit);
                    assertThat(Math.sqrt(hit.distance2)).isCloseTo(distance[i], within(1e-6));
                    assertThat(new double[]{hit.x, hit.y, hit.z}).containsExactly(
                            new double[]{closest[3 * i], closest[3 * i + 1], closest[3 * i + 2]}, within(1e-5));
                    assertThat(mix(mesh, hit, 0)).isCloseTo(hit.x, within(1e-6));
                }
            }
        });
    }

    private static double mix(Mesh mesh, Bvh.Hit hit, int k) {
        int[] t = mesh.triangles();
        return hit.u * mesh.positions()[3 * t[3 * hit.face] + k] + hit.v * mesh.positions()[3 * t[3 * hit.face + 1] + k]
                + hit.w * mesh.positions()[3 * t[3 * hit.face + 2] + k];
    }

    @TestFactory
    Stream<DynamicTest> narrowBandRemesh() {
        return cases("geometry_remesh", file -> {
            Map<String, String> meta = file.metadata();
            try (Parallel parallel = new Parallel(2)) {
                Mesh out = NarrowBandRemesh.remesh(mesh(file), number(meta, "resolution").intValue(),
                        number(meta, "band"), number(meta, "project_back"), RunContext.silent(parallel));
                assertThat(out.triangles()).containsExactly(file.ints("expected_faces"));
                assertThat(out.positions()).containsExactly(file.floats("expected_vertices"), within(1e-5f));
                assertThat(MeshReport.of(out).signedVolume()).isCloseTo(number(meta, "signed_volume"), within(1e-5));
            }
        });
    }

    private static Double number(Map<String, String> meta, String name) {
        return Double.valueOf(meta.getOrDefault(name, "missing"));
    }

    @TestFactory
    Stream<DynamicTest> holes() {
        return cases("geometry_holes", file -> {
            Mesh mesh = mesh(file);
            List<HoleFill.Loop> loops = HoleFill.loops(mesh).stream()
                    .sorted(Comparator.comparingDouble(HoleFill.Loop::perimeter)).toList();
            float[] perimeter = file.floats("loop_perimeter");
            int[] edges = file.ints("loop_edge_count");
            float[] centre = file.floats("loop_new_vertex");
            int[] order = IntStream.range(0, perimeter.length).boxed()
                    .sorted(Comparator.comparingDouble(i -> perimeter[i])).mapToInt(Integer::intValue).toArray();
            assertThat(loops).hasSize(perimeter.length);
            for (int i = 0; i < order.length; i++) {
                HoleFill.Loop loop = loops.get(i);
                assertThat(loop.perimeter()).isCloseTo(perimeter[order[i]], within(1e-5));
                assertThat(loop.edgeCount()).isEqualTo(edges[order[i]]);
                for (int k = 0; k < 3; k++) {
                    assertThat(loop.centre()[k]).isCloseTo(centre[3 * order[i] + k], within(1e-5f));
                }
            }
            file.metadata().forEach((name, value) -> {
                if (!name.startsWith("filled_at_")) return;
                String threshold = name.substring("filled_at_".length());
                Mesh filled = HoleFill.fill(mesh, Double.parseDouble(threshold.replace('_', '.')));
                assertThat(filled.vertexCount() - mesh.vertexCount()).isEqualTo(Integer.parseInt(value));
                assertThat(filled.triangleCount() - mesh.triangleCount())
                        .isEqualTo(number(file.metadata(), "new_faces_at_" + threshold).intValue());
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> edgeCosts() {
        return cases("geometry_qemcost", file -> {
            int[] edges = file.ints("edges");
            float[] cost = file.floats("cost");
            ReferenceEdgeCost costs = ReferenceEdgeCost.of(mesh(file));
            for (int e = 0; e < cost.length; e++) {
                double ours = costs.cost(edges[2 * e], edges[2 * e + 1]);
                if (Float.isInfinite(cost[e]) || cost[e] > 1e30f) {
                    assertThat(ours).isInfinite();
                } else {
                    assertThat(ours).isCloseTo(cost[e], within(Math.max(1e-8, 1e-2 * cost[e])));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> vertexNormals() {
        return cases("geometry_conventions", file -> {
            Mesh sphere = new Mesh(file.floats("sphere_vertices"), file.ints("sphere_faces"));
            assertThat(VertexNormals.of(sphere)).containsExactly(file.floats("sphere_vertex_normals"), within(1e-5f));
        });
    }
}
