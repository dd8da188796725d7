// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.geometry.decimate.QuadricDecimation;
import dev.pixal3d.gltf.Pivot;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of an export, with it and in its file. */
class ExporterReportTest {
    private static final int RESOLUTION = 40;
    private static final int RADIUS = 12;
    private static final Camera CAMERA = new Camera(0.4, 3, 1);

    /** Voxels of a ball around the middle of the grid. */
    private static OVoxel ball() {
        Map<Integer, Byte> flags = new LinkedHashMap<>();
        int n = RESOLUTION;
        for (int i = 0; i < n * n * n; i++) {
            int[] c = {i / (n * n), i / n % n, i % n};
            byte bits = 0;
            for (int a = 0; a < 3; a++) {
                int[] low = {c[0] + 1, c[1] + 1, c[2] + 1};
                low[a]--;
                if (inside(low) != inside(new int[]{c[0] + 1, c[1] + 1, c[2] + 1})) bits |= (byte) (1 << a);
            }
            boolean any = false;
            boolean all = true;
            for (int k = 0; k < 8; k++) {
                boolean in = inside(new int[]{c[0] + (k >> 2), c[1] + (k >> 1 & 1), c[2] + (k & 1)});
                any |= in;
                all &= in;
            }
            if (any && !all) flags.put(i, bits);
        }
        int[] coords = new int[3 * flags.size()];
        float[] dual = new float[coords.length];
        byte[] crossed = new byte[flags.size()];
        int row = 0;
        for (Map.Entry<Integer, Byte> e : flags.entrySet()) {
            coords[3 * row] = e.getKey() / (n * n);
            coords[3 * row + 1] = e.getKey() / n % n;
            coords[3 * row + 2] = e.getKey() % n;
            double[] d = new double[3];
            for (int k = 0; k < 3; k++) d[k] = coords[3 * row + k] + 0.5 - n / 2.0;
            double scale = RADIUS / Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            for (int k = 0; k < 3; k++) dual[3 * row + k] = (float) (d[k] * scale + n / 2.0 - coords[3 * row + k]);
            crossed[row++] = e.getValue();
        }
        return new OVoxel(n, coords, dual, crossed, new float[OVoxel.ATTRIBUTES * crossed.length], Optional.empty());
    }

    private static boolean inside(int[] corner) {
        double sum = 0;
        for (int c : corner) sum += (c - RESOLUTION / 2.0) * (c - RESOLUTION / 2.0);
        return sum < RADIUS * RADIUS;
    }

    /** The ball as the camera sees it. */
    private static RgbaImage disc() {
        int size = 256;
        byte[] pixels = new byte[4 * size * size];
        double world = (double) RADIUS / RESOLUTION;
        double radius = size / (2 * Math.tan(CAMERA.angleX() / 2))
                * Math.tan(Math.asin(world / CAMERA.distance()));
        for (int i = 0; i < size * size; i++) {
            double x = i % size + 0.5 - size / 2.0;
            double y = i / size + 0.5 - size / 2.0;
            if (x * x + y * y < radius * radius) pixels[4 * i + 3] = -1;
        }
        return new RgbaImage(size, size, pixels);
    }

    private static Glbs.Written export(Optional<RgbaImage> picture, int faces) {
        OVoxel voxels = ball();
        DecodedAsset asset = new DecodedAsset(() -> voxels, Optional.empty(), new VoxelAttributes(voxels),
                Optional.of(CAMERA), picture, Map.of("engine", "test", "distance", CAMERA.distance()));
        Settings settings = Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, faces)
                .with(Parameters.DECIMATION_UNIT, QuadricDecimation.Unit.FACES).with(Parameters.TEXTURE_SIZE, 1024)
                .with(Parameters.TEXTURE_FORMAT, TextureFormat.WEBP_WITH_FALLBACK);
        try (Parallel parallel = new Parallel(2)) {
            return Glbs.write(Exporter.model(asset, settings, true, RunContext.silent(parallel)), parallel);
        }
    }

    private static double number(Map<?, ?> report, String group, String name) {
        return report.get(group) instanceof Map<?, ?> map && map.get(name) instanceof Number n
                ? n.doubleValue()
                : Double.NaN;
    }

    @Test
    void distancesAndOutlineAreInTheReportAndInTheFile() {
        Glbs.Written result = export(Optional.of(disc()), 1000);
        assertThat(number(result.report(), "mesh", "faces")).isEqualTo(1000);
        assertThat(number(result.report(), "mesh", "self_intersections")).isZero();
        assertThat(result.report().get("decimation")).asString().contains("outcome=exact");
        assertThat(number(result.report(), "surface_distance", "rms")).isPositive().isLessThan(0.2);
        assertThat(number(result.report(), "surface_distance", "p99")).isLessThan(0.5);
        assertThat(number(result.report(), "surface_distance", "max")).isLessThan(1);
        assertThat(result.report().get("silhouette_iou")).isInstanceOfSatisfying(Double.class,
                iou -> assertThat(iou).isCloseTo(1, within(0.03)));
        try (Parallel parallel = new Parallel(2)) {
            Object extras = ModelFacts.of(result.glb(), parallel).get("extras");
            assertThat(extras).isInstanceOfSatisfying(Map.class, map -> {
                assertThat(number(map, "surface_distance", "rms"))
                        .isEqualTo(number(result.report(), "surface_distance", "rms"));
                assertThat(map.get("distance")).as("the engine's own facts stay").isEqualTo(CAMERA.distance());
                assertThat(map.get("silhouette_iou")).isEqualTo(result.report().get("silhouette_iou"));
            });
        }
    }

    @Test
    void withoutACutOutThereIsNoOutlineToCompare() {
        assertThat(export(Optional.empty(), 1000).report()).doesNotContainKey("silhouette_iou");
    }

    @Test
    void aTargetAboveWhatIsThereIsSaid() {
        Glbs.Written result = export(Optional.empty(), 2_000_000);
        assertThat(number(result.report(), "mesh", "faces")).isLessThan(2_000_000);
        assertThat(result.report().get("decimation")).asString().contains("fewer than the target");
    }

    @Test
    void aPivotMeansNothingToFilesForPrintingAlone() {
        Settings standing = Settings.DEFAULTS.with(Parameters.PIVOT, Pivot.BOTTOM);
        ModelWriter stl = ModelWriters.of("stl").orElseThrow();
        assertThat(Exporter.unused(standing, List.of(stl))).isEqualTo(List.of(Parameters.PIVOT));
        assertThat(Exporter.unused(standing, List.of(ModelWriters.GLB, stl))).isEmpty();
    }
}
