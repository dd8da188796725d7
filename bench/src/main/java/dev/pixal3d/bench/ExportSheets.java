// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.pipeline.export.SurfaceStage;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.render.ContactSheet;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sheets to look at: the full-resolution surface with its voxels' colours, the finished file in the same light, eight
 * times their difference, and the file's triangles, texture layout and lit material, from all sides.
 *
 * <pre>
 * ExportSheets FOLDER [--shapes 1,2,3] [--resolution 512] [--voxels FILE,FILE] [--faces N] [--texture N]
 *              [--normal-map true|false] [--size PIXELS]
 * </pre>
 */
public final class ExportSheets {
    private static final double ANGLE = Math.toRadians(30);
    private static final double[][] SIDES = {{0, 10}, {90, 10}, {180, 10}, {270, 10}, {30, 80}, {30, -80}};
    private static final int AMPLIFIED = 8;

    private final Path folder;
    private final Map<String, String> options;
    private final Parallel parallel;
    private final int size;

    private ExportSheets(Path folder, Map<String, String> options, Parallel parallel) {
        this.folder = folder;
        this.options = options;
        this.parallel = parallel;
        this.size = Integer.parseInt(options.getOrDefault("--size", "320"));
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("ExportSheets: the folder for the sheets is missing. Name one.");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
        try (Parallel parallel = Parallel.allCores()) {
            new ExportSheets(Files.createDirectories(Path.of(arguments[0])), options, parallel).run();
        }
    }

    private void run() throws IOException {
        if (options.containsKey("--voxels")) {
            for (String file : options.get("--voxels").split(",")) {
                sheet(String.valueOf(Path.of(file).getFileName()), ExportProcess.read(Path.of(file)));
            }
            return;
        }
        int resolution = Integer.parseInt(options.getOrDefault("--resolution", "512"));
        for (String shape : options.getOrDefault("--shapes", "1,2,3").split(",")) {
            sheet("shape" + shape, ProceduralVoxels.of(Integer.parseInt(shape), resolution, parallel));
        }
    }

    private void sheet(String name, OVoxel voxels) throws IOException {
        ExportSteps steps = new ExportSteps(voxels, parallel);
        Settings wanted = ExportSteps.options(Integer.parseInt(options.getOrDefault("--faces", "200000")), Integer
                .parseInt(options.getOrDefault("--texture", "2048")),
                Boolean.parseBoolean(options.getOrDefault("--normal-map", "false")), RemeshMode.HULL);
        SurfaceStage.Surface full = steps.surface(wanted);
        ExportSteps.Simplified mesh = steps.decimate(full, wanted);
        byte[] glb = steps.write(steps.bake(mesh, steps.unwrap(mesh, wanted), wanted));
        GlbModel model = GlbReader.read(glb);
        Files.write(folder.resolve(name + ".glb"), glb);
        Renderer before = new Renderer(Fidelity.uncoloured(full.mesh())), after = new Renderer(model);
        List<ContactSheet.Tile> tops = new ArrayList<>(), middles = new ArrayList<>(), differences = new ArrayList<>();
        double distance = distance(full.mesh());
        for (double[] side : SIDES) {
            View view = view(side, distance);
            Renderer.Probe a = before.probe(view, size, parallel), b = after.probe(view, size, parallel);
            Fidelity.paint(a, steps.asset().attributes(), parallel);
            RgbaImage one = lit(a, side), two = lit(b, side);
            tops.add(new ContactSheet.Tile("full surface", one));
            middles.add(new ContactSheet.Tile("file", two));
            differences.add(new ContactSheet.Tile("difference x" + AMPLIFIED, difference(one, two)));
        }
        List<ContactSheet.Tile> tiles = new ArrayList<>(tops);
        tiles.addAll(middles);
        tiles.addAll(differences);
        for (RenderMode mode : List.of(RenderMode.SHADED, RenderMode.WIREFRAME, RenderMode.UV_CHECKER)) {
            for (double[] side : SIDES) {
                tiles.add(
                        new ContactSheet.Tile(mode.name().replace('_', ' '),
                                after.render(view(side, distance), RenderOptions.of(
                                        size, mode), parallel)));
            }
        }
        Path picture = folder.resolve(name + ".png");
        Files.write(picture, ImageEncoder.png(ContactSheet.compose(tiles, SIDES.length), false));
        System.out.println(picture);
    }

    /** From where all of a mesh is seen. */
    private static double distance(Mesh mesh) {
        double most = 0;
        float[] p = mesh.positions();
        for (int i = 0; i < p.length; i += 3) most = Math.max(most, Math.hypot(p[i], Math.hypot(p[i + 1], p[i + 2])));
        return 1.03 * most / Math.sin(ANGLE / 2);
    }

    private static View view(double[] side, double distance) {
        return new View.Fixed(side[0], side[1], ANGLE, distance);
    }

    /** Colour under one light beside the camera: shows colour and normals at once. */
    private static RgbaImage lit(Renderer.Probe probe, double[] side) {
        double a = Math.toRadians(side[0] - 25), e = Math.toRadians(Math.clamp(side[1] + 25, -90, 90));
        double[] light = {Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)};
        byte[] out = new byte[4 * probe.triangle().length];
        java.util.Arrays.fill(out, (byte) 255);
        for (int i = 0; i < probe.triangle().length; i++) {
            if (probe.triangle()[i] < 0) continue;
            int at = Renderer.Probe.WIDTH * i;
            double facing = 0;
            for (int k = 0; k < 3; k++) facing += light[k] * probe.values()[at + 3 + k];
            double shade = 0.3 + 0.7 * Math.max(0, facing);
            for (int k = 0; k < 3; k++) out[4 * i + k] = (byte) Math.round(shade * probe.values()[at + 6 + k]);
        }
        return new RgbaImage(probe.size(), probe.size(), out);
    }

    private static RgbaImage difference(RgbaImage a, RgbaImage b) {
        byte[] out = new byte[a.pixels().length];
        for (int i = 0; i < out.length; i++) {
            int d = AMPLIFIED * Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
            out[i] = (byte) (i % 4 == 3 ? 255 : Math.min(255, d));
        }
        return new RgbaImage(a.width(), a.height(), out);
    }
}
