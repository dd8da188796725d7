// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

/** Flattens one chart at its surface's area, by projection when it is nearly flat, else as rigidly as possible. */
final class ChartFlattening {
    /** What became of a chart. */
    sealed interface Flattened {
        /** No flip, no overlap, little distortion. */
        record Flat() implements Flattened {}

        /** Turns triangles over wherever it is laid: wants smaller cones. */
        record Folded() implements Flattened {}

        /** Stretched, or covers itself: wants a cut between two of its triangles (-1 when any cut will do). */
        record Strained(int a, int b) implements Flattened {}
    }

    /** Texel density may vary in a chart by this much over the root of the chart's share of the surface, ... */
    private static final double SPREAD = 0.025;
    /** ... but always by this much, ... */
    static final double LEAST_SPREAD = 0.06;
    /** ... and never by more than this. */
    private static final double MOST_SPREAD = 0.13;

    private static final double FLAT_COSINE = 0.9995;
    private static final int ARAP_STEPS = 24;

    private ChartFlattening() {}

    /**
     * Fills {@code chart.uv()}.
     *
     * @param mayStretch
     *            whether any stretch will do
     */
    static Flattened flatten(FaceGeometry geometry, Chart chart, boolean mayStretch) {
        double cosine = ChartProjection.project(geometry, chart);
        if (cosine < FLAT_COSINE) ArapFlattening.flatten(geometry, chart, ARAP_STEPS);
        scaleToArea(geometry, chart);
        if (ChartValidity.flips(geometry, chart) > 0) {
            ChartProjection.project(geometry, chart);
            scaleToArea(geometry, chart);
            if (ChartValidity.flips(geometry, chart) > 0) return new Flattened.Folded();
        }
        if (!mayStretch && ChartValidity.densitySpread(geometry, chart) > mostSpread(geometry, chart))
            return new Flattened.Strained(-1, -1);
        return judge(chart);
    }

    /** Projection only: flat by construction for a chart within a cone below 90 degrees, but stretched. */
    static Flattened project(FaceGeometry geometry, Chart chart) {
        ChartProjection.project(geometry, chart);
        scaleToArea(geometry, chart);
        if (ChartValidity.flips(geometry, chart) > 0) return new Flattened.Folded();
        return judge(chart);
    }

    private static double mostSpread(FaceGeometry geometry, Chart chart) {
        double area = 0;
        for (int f : chart.faces()) area += geometry.area(f);
        if (!(area > 0)) return MOST_SPREAD;
        return Math.clamp(SPREAD / Math.sqrt(area / geometry.totalArea()), LEAST_SPREAD, MOST_SPREAD);
    }

    private static Flattened judge(Chart chart) {
        return ChartValidity.overlap(chart).<Flattened>map(o -> new Flattened.Strained(o.a(), o.b()))
                .orElseGet(Flattened.Flat::new);
    }

    /** Gives a flat chart the area of its surface. */
    static void scaleToArea(FaceGeometry geometry, Chart chart) {
        double flat = 0, surface = 0;
        for (int i = 0; i < chart.triangleCount(); i++) {
            flat += chart.doubleArea(i) / 2;
            surface += geometry.area(chart.faces()[i]);
        }
        if (!(flat > 0) || !(surface > 0)) return;
        double scale = Math.sqrt(surface / flat);
        for (int i = 0; i < chart.uv().length; i++) chart.uv()[i] *= scale;
    }
}
