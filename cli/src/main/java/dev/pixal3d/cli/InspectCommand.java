// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.formats.MeshFiles;
import dev.pixal3d.image.ImageFormat;
import dev.pixal3d.image.ImageHeader;
import dev.pixal3d.pipeline.export.ModelFacts;
import dev.pixal3d.neural.ModelFolder;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in a file. */
@Command(name = "inspect", mixinStandardHelpOptions = true,
        description = "Tells what is in a model (GLB, OBJ, STL, PLY, USDZ, 3MF), a picture, a kept volume, a"
                + " checkpoint or a folder of weights.",
        footer = {"", "Example:", "  pixal3d inspect chair.glb --json"})
final class InspectCommand implements Callable<Integer> {
    private static final Set<String> WEIGHTS = Set.of("pt", "pth", "bin", "ckpt");

    @Parameters(arity = "1..*", paramLabel = "FILE",
            description = "Files or folders; - for a GLB or a picture on standard input.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "Print one line of JSON a file.")
    private boolean json;

    private final Console console;

    private InspectCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new InspectCommand(console)); }

    @Override
    public Integer call() throws IOException {
        int exitCode = ExitCode.OK;
        for (Path file : files) {
            try {
                print(file, facts(file));
            } catch (IOException | RuntimeException e) {
                CommandFailure failure = CommandFailure.of(e).in(file.toString());
                console.error(failure.message());
                if (json) print(file, Map.of("error", failure.json()));
                if (exitCode == ExitCode.OK) exitCode = failure.exitCode();
            }
        }
        return exitCode;
    }

    private Map<String, Object> facts(Path file) throws IOException {
        if (Files.isDirectory(file) || WEIGHTS.contains(Pictures.extension(file))
                || file.toString().endsWith(".safetensors.index.json")) {
            return ModelFolder.inspect(file);
        }
        if (Pictures.extension(file).equals("safetensors")) {
            Map<String, Object> tensors = tensors(file);
            return tensors.keySet().stream().anyMatch(name -> name.endsWith("dual_vertices"))
                    ? tensors
                    : ModelFolder.inspect(file);
        }
        byte[] bytes = ModelInput.bytes(file, console);
        if (ImageFormat.sniff(bytes).isPresent()) return picture(bytes);
        try (Parallel parallel = Parallel.allCores()) {
            String extension = Pictures.extension(file);
            return MeshFiles.EXTENSIONS.contains(extension)
                    ? ModelFacts.of(extension, bytes, parallel)
                    : ModelFacts.of(bytes, parallel);
        }
    }

    private static Map<String, Object> picture(byte[] bytes) {
        ImageHeader header = ImageHeader.probe(bytes);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", "picture");
        facts.put("bytes", bytes.length);
        facts.put("format", header.format().mediaType());
        facts.put("width", header.width());
        facts.put("height", header.height());
        facts.put("orientation", header.orientation());
        facts.put("frames", header.frames());
        return facts;
    }

    private static Map<String, Object> tensors(Path path) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("kind", "safetensors");
            facts.put("bytes", Files.size(path));
            facts.put("tensors", file.tensors().size());
            if (!file.metadata().isEmpty()) facts.put("metadata", file.metadata());
            file.tensors().forEach((name, info) -> facts.put(name, info.type() + " " + info.shape()));
            return facts;
        }
    }

    private void print(Path file, Map<String, Object> facts) {
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("file", file.toString());
            line.putAll(facts);
            console.json(line);
            return;
        }
        console.out().println(file + ":");
        facts.forEach((name, value) -> print(name, value, "  "));
    }

    private void print(String name, Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            console.out().println(indent + name + ":");
            map.forEach((k, v) -> print(String.valueOf(k), v, indent + "  "));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) print(name + " " + (i + 1), list.get(i), indent);
        } else {
            console.out().println(indent + name + ": " + value);
        }
    }
}
