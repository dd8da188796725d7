// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.cli.Likeness;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Boxes;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.Pinches;
import dev.pixal3d.geometry.mesh.SelfIntersections;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.ModelReport;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.SurfaceStage;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.pipeline.request.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Whether finished files are sound however their reader merges vertices: each picture's model and each kept
 * volume at several targets and compressions, written, read back and measured.
 *
 * <pre>
 * MeshBench FILE|FOLDER... [--targets 5000,20000,200000] [--compressions none,quantize,meshopt] [--volumes true]
 * </pre>
 *
 * Files are pictures, modelled by the preview engine, or volumes ({@code --keep-voxels}). With {@code --volumes true}
 * the volume of each picture is exported too, as a kept one would be. Targets count vertices. Pinches are edges of more
 * than two faces plus vertices of more than one fan after joining equal positions, positions within 1e-6 and 1e-5, and
 * after rounding to 16 bits of the longest side. The shortest edge is in voxels of the surface.
 */
public final class MeshBench {
    private static final double[] MERGED = {0, 1e-6, 1e-5};
    private static final float STEPS = 65535;

    private final MarkdownTable table = MarkdownTable.live("Finished files, merged in all ways");
    private final List<Integer> targets;
    private final List<GeometryCompression> compressions;
    private final boolean volumes;
    private final RunContext context;

    private MeshBench(Map<String, String> options, RunContext context) {
        this.targets = Stream.of(options.getOrDefault("--targets", "5000,20000,200000").split(","))
                .map(Integer::valueOf).toList();
        this.compressions = Stream.of(options.getOrDefault("--compressions", "none,quantize,meshopt").split(","))
                .map(name -> GeometryCompression.valueOf(name.toUpperCase(java.util.Locale.ROOT))).toList();
        this.volumes = Boolean.parseBoolean(options.getOrDefault("--volumes", "false"));
        this.context = context;
    }

    public static void main(String[] arguments) throws IOException {
        int files = 0;
        while (files < arguments.length && !arguments[files].startsWith("--")) files++;
        Map<String, String> options = NeuralBench.options(java.util.Arrays.copyOfRange(arguments, files,
                arguments.length));
        try (Parallel parallel = Parallel.allCores()) {
            MeshBench bench = new MeshBench(options, RunContext.silent(parallel));
            for (int i = 0; i < files; i++) for (Path file : files(Path.of(arguments[i]))) bench.measure(file);
        }
    }

    private static List<Path> files(Path argument) throws IOException {
        if (!Files.isDirectory(argument)) return List.of(argument);
        try (Stream<Path> list = Files.list(argument)) {
            return list.filter(p -> p.toString().matches(".*\\.(png|jpe?g|webp|safetensors)")).sorted().toList();
        }
    }

    private void measure(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.\\w+$", "");
        if (file.toString().endsWith(".safetensors")) {
            measure(name, VoxelFile.asset(file));
            return;
        }
        GenerateRequest request = RequestReader.read(Map.of("image_url", "x", "seed", 1, "engine", "preview"),
                new Random(1));
        try (Engines engines = new Engines(EngineOptions.NONE)) {
            DecodedAsset asset = engines.ready("preview", 1, context).engine().decode(
                    ImageDecoder.decode(Files.readAllBytes(file)), request, context);
            measure(name, asset);
            if (volumes) {
                measure(name + " volume", new DecodedAsset(asset.voxels(), Optional.empty(), asset.attributes(),
                        asset.camera(), asset.prepared(), asset.provenance()));
            }
        }
    }

    private void measure(String name, DecodedAsset asset) throws IOException {
        SurfaceStage.Surface full = SurfaceStage.of(asset, Settings.DEFAULTS, context);
        int fullCrossings = SelfIntersections.count(full.mesh(), context.parallel()).pairs();
        for (int target : targets) {
            Settings settings = Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, target);
            ExportedModel model = Exporter.model(asset, settings, true, context);
            for (GeometryCompression compression : compressions) {
                GlbModel read = GlbReader.read(written(model, settings.with(Parameters.GEOMETRY_COMPRESSION,
                        compression)));
                row(name, target, compression, full.resolution(), fullCrossings, read, asset);
            }
        }
    }

    private byte[] written(ExportedModel model, Settings settings) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ExportedModel(model.solid(), model.normals(), model.colors(), model.textured(), settings, model.report())
                .write(ModelWriters.GLB, "model", context.parallel(), out);
        return out.toByteArray();
    }

    private void row(String name, int target, GeometryCompression compression, int resolution, int fullCrossings,
            GlbModel read, DecodedAsset asset) {
        Mesh solid = WeldedVertices.weld(read.merged());
        MeshReport report = MeshReport.of(solid);
        List<String> pinches = new ArrayList<>();
        for (double distance : MERGED) {
            Pinches found = Pinches.at(solid, distance, context.parallel());
            pinches.add(Integer.toString(found.nonManifoldEdges() + found.nonManifoldVertices()));
        }
        MeshReport rounded = MeshReport.of(WeldedVertices.weld(rounded(solid)));
        pinches.add(Integer.toString(rounded.nonManifoldEdges() + rounded.nonManifoldVertices()));
        ModelReport measured = ModelReport.of(read, context.parallel());
        Optional<Likeness> likeness = asset.prepared().map(picture -> Likeness.of(read, picture,
                asset.camera().orElseThrow(), Settings.DEFAULTS.get(Parameters.FRONT), context.parallel()));
        table.add(new MarkdownTable.Row().with("object", name).with("target", target)
                .with("compression", compression.name().toLowerCase(java.util.Locale.ROOT))
                .with("faces", report.faces()).with("open", report.boundaryEdges())
                .with("pinches exact / 1e-6 / 1e-5 / 16 bit", String.join(" / ", pinches))
                .with("shortest edge", report.shortestEdge() * resolution)
                .with("crossings full / file", fullCrossings + " / "
                        + SelfIntersections.count(solid, context.parallel()).pairs())
                .with("IoU", likeness.map(Likeness::silhouetteIou).orElse(Double.NaN))
                .with("dB", likeness.map(Likeness::psnr).orElse(Double.NaN))
                .with("charts", measured.uv().orElseThrow().charts())
                .with("atlas use", measured.uv().orElseThrow().atlasUse()));
    }

    private static Mesh rounded(Mesh mesh) {
        float[] box = Boxes.of(mesh.positions());
        float step = (float) Boxes.extent(box) / STEPS;
        float[] positions = mesh.positions().clone();
        for (int i = 0; i < positions.length; i++) positions[i] = Math.round((positions[i] - box[i % 3]) / step);
        return new Mesh(positions, mesh.triangles());
    }
}
