// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.print.FlatBase;
import dev.pixal3d.geometry.print.Thickening;
import dev.pixal3d.geometry.print.WallThickness;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Optional;

/**
 * From a finished solid to one that can be printed: walls thickened to {@code min_wall}, the underside flattened by
 * {@code flat_base}, both in millimetres of the print, and measured in any case.
 *
 * @param solid
 *            in the model's own units
 */
record PrintStage(Mesh solid, PrintReport report) {
    /** Share of the surface that may be thinner than the wall that is reported: corners and noise. */
    private static final double OUTLIERS = 0.01;

    /**
     * Of a solid.
     *
     * @param height
     *            of the print in millimetres
     */
    static PrintStage of(Mesh solid, double height, Settings settings, Parallel parallel) {
        RunContext context = RunContext.silent(parallel);
        Optional<Double> least = settings.find(Parameters.MIN_WALL);
        Mesh thick = solid;
        if (least.isPresent()) thick = Thickening.of(solid, least.get() / millimetres(solid, height), context);
        double base = settings.get(Parameters.FLAT_BASE);
        Mesh standing = base > 0 ? FlatBase.of(thick, base / millimetres(thick, height)) : thick;
        return new PrintStage(standing, measured(standing, height, least, context));
    }

    private static PrintReport measured(Mesh mesh, double height, Optional<Double> least, RunContext context) {
        double unit = millimetres(mesh, height);
        MeshReport report = MeshReport.of(mesh);
        WallThickness walls = WallThickness.of(mesh, VertexNormals.of(mesh), PrintReport.MEASURED_MM / unit, context);
        double asked = least.orElse(PrintReport.USUAL_MM);
        return new PrintReport(height, report.watertight(), least,
                rounded(unit * walls.quantile(OUTLIERS)), rounded(walls.shareBelow(Thickening.ENOUGH * asked / unit)),
                rounded(unit * unit * FlatBase.area(mesh)),
                rounded(unit * unit * unit * report.signedVolume() / 1000));
    }

    /** Millimetres of one unit of the mesh. */
    private static double millimetres(Mesh mesh, double height) {
        Bounds box = Bounds.of(mesh.positions(), 3);
        double extent = (double) box.high()[1] - box.low()[1];
        return extent > 0 ? height / extent : height;
    }

    private static double rounded(double value) { return Math.round(value * 1e4) / 1e4; }
}
