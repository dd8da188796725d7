// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.SurfaceStage;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.geometry.mesh.SurfaceDistance;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.pipeline.request.RemeshMode;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The export's costs and quality, as Markdown tables.
 *
 * <pre>
 * ExportBench [--parts steps,cold,compare,quality] [--shapes 1,2,3] [--resolutions 512,1024,1536]
 *             [--targets 20000,200000,1000000] [--textures 1024,2048,4096] [--threads 1,2]
 *             [--voxels FILE,FILE] [--full] [--json FILE]
 * </pre>
 *
 * {@code steps}: each step in this process, after a warm-up export of a small volume; {@code cold}: whole exports in
 * fresh processes, with peak resident memory by step; {@code compare}: the best open peer's figures by step, and the
 * reference's own remeshing against the hull in one run; {@code quality}: what comes out. Defaults: steps and cold of
 * shape 1 at 1024; {@code --full} takes all values above. {@code --voxels} measures quality of kept volumes instead of
 * shapes.
 */
public final class ExportBench {
    private static final int WARM_UP = 256, USUAL_FACES = 300_000, USUAL_TEXTURE = 2048;

    private final Map<String, String> options = new LinkedHashMap<>();
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final Map<String, OVoxel> last = new LinkedHashMap<>();

    private ExportBench() {}

    public static void main(String[] arguments) throws IOException {
        ExportBench bench = new ExportBench();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--full")) bench.options.put("--full", "");
            else if (i + 1 < arguments.length) bench.options.put(arguments[i], arguments[++i]);
        }
        bench.run();
    }

    private boolean full() { return options.containsKey("--full"); }

    private List<Integer> numbers(String name, String usual, String all) {
        return Stream.of(options.getOrDefault(name, full() ? all : usual).split(",")).map(Integer::parseInt).toList();
    }

    private void run() throws IOException {
        System.out.printf(Locale.ROOT, "%d cores, heap up to %d MiB, Java %s%n", Runtime.getRuntime()
                .availableProcessors(), Runtime.getRuntime().maxMemory() >> 20, Runtime.version());
        List<String> parts = List
                .of(options.getOrDefault("--parts", full() ? "steps,cold,compare,quality" : "steps,cold")
                        .split(","));
        if (parts.contains("steps")) steps();
        last.clear();
        if (parts.contains("cold")) cold();
        if (parts.contains("compare")) compare();
        if (parts.contains("quality")) quality();
        if (options.containsKey("--json")) {
            Files.writeString(Path.of(options.get("--json")), JsonMapper.builder().build().writeValueAsString(json));
        }
    }

    private OVoxel voxels(int shape, int resolution, Parallel parallel) {
        String key = shape + "@" + resolution;
        if (!last.containsKey(key)) {
            last.clear();
            last.put(key, ProceduralVoxels.of(shape, resolution, parallel));
        }
        return last.getOrDefault(key, ProceduralVoxels.of(1, WARM_UP, parallel));
    }

    private void warmUp(Parallel parallel) {
        Settings small = ExportSteps.options(20_000, 1024, false, RemeshMode.HULL);
        for (int i = 0; i < 2; i++) export(new ExportSteps(ProceduralVoxels.of(1, WARM_UP, parallel), parallel), small);
    }

    private static void export(ExportSteps steps, Settings options) {
        ExportSteps.Simplified mesh = steps.decimate(steps.surface(options), options);
        steps.write(steps.bake(mesh, steps.unwrap(mesh, options), options));
    }

    private void steps() {
        MarkdownTable table = MarkdownTable.live("Steps, warm: wall / processor seconds");
        List<Integer> threads = numbers("--threads", "1,2", "1,2");
        for (int shape : numbers("--shapes", "1", "1,2,3")) {
            for (int resolution : numbers("--resolutions", "1024", "512,1024,1536")) {
                for (int n : threads) {
                    try (Parallel parallel = new Parallel(n)) {
                        if (table.rows().isEmpty()) warmUp(parallel);
                        OVoxel voxels = voxels(shape, resolution, parallel);
                        matrix(shape, voxels, parallel, table);
                    }
                }
            }
        }
        json.put("steps", table.rows());
    }

    private void matrix(int shape, OVoxel voxels, Parallel parallel, MarkdownTable table) {
        ExportSteps steps = new ExportSteps(voxels, parallel);
        SurfaceStage.Surface surface = steps.surface(ExportSteps.options(1, 1024, false, RemeshMode.HULL));
        List<ExportSteps.Cost> first = steps.takeCosts();
        for (int target : numbers("--targets", "20000,200000,1000000", "20000,200000,1000000")) {
            ExportSteps.Simplified mesh = steps.decimate(surface, ExportSteps.options(target, 1024, false,
                    RemeshMode.HULL));
            List<ExportSteps.Cost> second = steps.takeCosts();
            for (int texture : numbers("--textures", "2048", "1024,2048,4096")) {
                Settings wanted = ExportSteps.options(target, texture, false, RemeshMode.HULL);
                UnwrappedMesh unwrapped = steps.unwrap(mesh, wanted);
                ExportedModel model = steps.bake(mesh, unwrapped, wanted);
                byte[] glb = steps.write(model);
                List<ExportSteps.Cost> all = new ArrayList<>(first);
                all.addAll(second);
                all.addAll(steps.takeCosts());
                MarkdownTable.Row row = new MarkdownTable.Row().with("shape", shape).with("resolution", voxels
                        .resolution()).with("threads", parallel.threads()).with("faces", target).with("texture",
                                texture);
                all.forEach(c -> row.with(c.step(), pair(c.wall(), c.cpu())));
                table.add(row.with("total", pair(sum(all, true), sum(all, false))).with("MB", glb.length / 1e6));
            }
        }
    }

    private static String pair(double wall, double cpu) { return String.format(Locale.ROOT, "%.2f / %.2f", wall, cpu); }

    private static double sum(List<ExportSteps.Cost> costs, boolean wall) {
        return costs.stream().mapToDouble(c -> wall ? c.wall() : c.cpu()).sum();
    }

    private void cold() throws IOException {
        MarkdownTable table = MarkdownTable.live("Fresh processes, 2 threads: wall s / peak resident MiB by step");
        List<Integer> resolutions = numbers("--resolutions", "1024", "512,1024,1536");
        for (int resolution : resolutions) {
            withFile(1, resolution, file -> {
                for (int faces : full() ? new int[]{200_000, USUAL_FACES} : new int[]{USUAL_FACES}) {
                    table.add(row(resolution, faces, start(file, faces)));
                }
            });
        }
        json.put("cold", table.rows());
    }

    private static MarkdownTable.Row row(int resolution, int faces, ExportProcess.Run run) {
        MarkdownTable.Row row = new MarkdownTable.Row().with("resolution", resolution).with("faces", faces)
                .with("texture", USUAL_TEXTURE);
        run.steps().forEach(c -> row.with(c.step(), String.format(Locale.ROOT, "%.1f / %.0f", c.wall(), c
                .peakMegabytes().orElse(Double.NaN))));
        return row.with("process wall s", run.wall()).with("processor s", run.cpu()).with("peak MiB", run.steps()
                .stream().mapToDouble(c -> c.peakMegabytes().orElse(Double.NaN)).max().orElse(Double.NaN));
    }

    private static ExportProcess.Run start(Path file, int faces) {
        try {
            return ExportProcess.start(file, faces, USUAL_TEXTURE, 2);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void withFile(int shape, int resolution, Consumer<Path> work) throws IOException {
        Path file = Files.createTempFile("pixal3d-bench", ".safetensors");
        try (Parallel parallel = Parallel.allCores()) {
            OVoxel voxels = ProceduralVoxels.of(shape, resolution, parallel);
            try (OutputStream out = Files.newOutputStream(file)) {
                VoxelFile.write(new ExportSteps(voxels, parallel).asset(), out);
            }
            work.accept(file);
        } finally {
            Files.delete(file);
        }
    }

    private void compare() throws IOException {
        MarkdownTable table = MarkdownTable.live(
                "By step, shape 1 at 1024 to 300,000 faces and 2048 textures: seconds");
        withFile(1, 1024, file -> {
            Map<String, ExportSteps.Cost> ours = new LinkedHashMap<>();
            ExportProcess.Run run = start(file, USUAL_FACES);
            run.steps().forEach(c -> ours.put(c.step(), c));
            peer(table, "weld, fill, BVH, remesh, clean / surface", 81, run, "surface");
            peer(table, "decimate", 247, run, "decimate");
            peer(table, "unwrap, bake, write", 170, run, "unwrap", "bake", "write");
        });
        json.put("peer", table.rows());
        MarkdownTable modes = MarkdownTable.live(
                "The reference's narrow-band remesh (in Java) and the hull, same run: wall / processor seconds");
        try (Parallel parallel = Parallel.allCores()) {
            ExportSteps steps = new ExportSteps(voxels(1, 1024, parallel), parallel);
            SurfaceStage.Surface truth = steps.surface(ExportSteps.options(USUAL_FACES, USUAL_TEXTURE, false,
                    RemeshMode.HULL));
            steps.takeCosts();
            for (RemeshMode mode : RemeshMode.values()) {
                Settings wanted = ExportSteps.options(USUAL_FACES, USUAL_TEXTURE, false, mode);
                SurfaceStage.Surface surface = steps.surface(wanted);
                ExportSteps.Simplified mesh = steps.decimate(surface, wanted);
                List<ExportSteps.Cost> costs = steps.takeCosts();
                SurfaceDistance d = SurfaceDistance.between(truth.mesh(), mesh.solid(), 300_000, 1.0 / 1024,
                        RunContext.silent(parallel));
                MarkdownTable.Row row = new MarkdownTable.Row().with("remesh_mode", mode.name().toLowerCase(
                        Locale.ROOT)).with("full faces", surface.mesh().triangleCount());
                costs.forEach(c -> row.with(c.step(), pair(c.wall(), c.cpu())));
                modes.add(row.with("RMS voxels", d.rms()).with("p99", d.p99()).with("max", d.max()));
            }
        }
        json.put("remesh_modes", modes.rows());
    }

    private static void peer(MarkdownTable table, String name, int before, ExportProcess.Run run, String... steps) {
        List<ExportSteps.Cost> ours = run.steps().stream().filter(c -> List.of(steps).contains(c.step())).toList();
        table.add(new MarkdownTable.Row().with("step", name).with("peer, taken earlier on a busy machine", before)
                .with("this, fresh process: wall / processor", pair(sum(ours, true), sum(ours, false))).with(
                        "wall ratio", before / sum(ours, true)));
    }

    private void quality() throws IOException {
        List<Integer> targets = numbers("--targets", "20000,200000", "20000,200000,1000000");
        List<Integer> textures = numbers("--textures", "2048", "1024,2048,4096");
        System.out.println("\nQuality (distances in voxels; 8 views of 768 pixels):");
        MarkdownTable meshes = MarkdownTable.live("Mesh and layout"), looks = MarkdownTable.later("Appearance");
        ExportQuality quality = new ExportQuality(meshes, looks);
        try (Parallel parallel = Parallel.allCores()) {
            if (options.containsKey("--voxels")) {
                for (String file : options.get("--voxels").split(",")) {
                    OVoxel voxels = ExportProcess.read(Path.of(file));
                    quality.measure(Path.of(file).getFileName() + "", new ExportSteps(voxels, parallel), voxels
                            .resolution(), targets, textures);
                }
            } else {
                for (int shape : numbers("--shapes", "1", "1,2,3")) {
                    for (int resolution : numbers("--resolutions", "1024", "512,1024,1536")) {
                        quality.measure("shape " + shape + " at " + resolution,
                                new ExportSteps(voxels(shape, resolution,
                                        parallel), parallel),
                                resolution, targets, textures);
                    }
                }
            }
        }
        looks.print();
        json.put("meshes", meshes.rows());
        json.put("appearance", looks.rows());
    }
}
