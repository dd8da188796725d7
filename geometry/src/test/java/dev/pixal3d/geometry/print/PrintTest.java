// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.VertexNormals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walls of known thickness, measured and thickened; bases of known area. */
class PrintTest {
    private static final int CELLS = 20;

    private static Mesh box(double width, double height, double depth) {
        return Shapes.box(CELLS, width / 2, height / 2, depth / 2);
    }

    private static WallThickness walls(Mesh mesh, double limit) {
        return WallThickness.of(mesh, VertexNormals.of(mesh), limit, RunContext.silent());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1})
    void aPlateIsAsThickAsItIs(double thickness) {
        Mesh plate = box(1, 1, thickness);
        assertThat(MeshReport.of(plate).watertight()).isTrue();
        assertThat(MeshReport.of(plate).signedVolume()).isCloseTo(thickness, within(1e-6));
        WallThickness walls = walls(plate, 0.3);
        assertThat(walls.quantile(0.2)).isCloseTo(thickness, within(0.01 * thickness));
        // two of six sides, each of as many vertices, face each other so near
        assertThat(walls.shareBelow(1.01 * thickness)).isCloseTo(1 / 3.0, within(0.05));
    }

    @Test
    void nothingIsThinAtTheEdgesOfACube() {
        WallThickness walls = walls(box(1, 1, 1), 0.3);
        assertThat(walls.shareBelow(0.299)).isZero();
    }

    @Test
    void aThinPlateGetsTheWallsThatWereAskedForAndStaysClosed() {
        Mesh thin = box(1, 1, 0.03);
        Mesh thick = Thickening.of(thin, 0.08, RunContext.silent());
        assertThat(thick.triangles()).isEqualTo(thin.triangles());
        assertThat(MeshReport.of(thick).watertight()).isTrue();
        assertThat(walls(thick, 0.2).shareBelow(0.98 * 0.08)).isLessThan(0.01);
        assertThat(walls(thick, 0.2).quantile(0.15)).isLessThan(0.1);
    }

    @Test
    void whatIsThickEnoughIsLeftAlone() {
        Mesh cube = box(1, 1, 1);
        assertThat(Thickening.of(cube, 0.1, RunContext.silent())).isSameAs(cube);
    }

    @Test
    void theBaseIsFlatAndAsLargeAsTheCutWouldBe() {
        Mesh ball = Shapes.sphere(60, 0.5);
        Mesh standing = FlatBase.of(ball, 0.1);
        assertThat(FlatBase.area(ball)).isLessThan(1e-6);
        // a ball of radius 0.5 cut 0.1 above its lowest point
        assertThat(FlatBase.area(standing)).isCloseTo(Math.PI * (0.25 - 0.16), within(0.01));
        assertThat(MeshReport.of(standing).watertight()).isTrue();
        assertThat(MeshReport.of(standing).signedVolume()).isPositive()
                .isLessThan(MeshReport.of(ball).signedVolume());
    }
}
