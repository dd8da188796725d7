// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.neural.NeuralOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** How the neural engine runs, where its weights are. */
final class EngineOptions {
    @Option(names = "--weights", paramLabel = "FOLDER", description = "The neural engine's weights. Default: $PIXAL3D_WEIGHTS or ~/.pixal3d/weights.")
    private Path weights = defaultWeights();

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda, cuda:N or mps. Default: auto.")
    private String device = "auto";

    @Option(names = "--precision", paramLabel = "TYPE", description = "auto, bf16 or fp32. Default: auto (bf16 on a GPU).")
    private String precision = "auto";

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory on the device that a run may use, e.g. 10G. Default: what is free.")
    private String memory = "";

    static Path defaultWeights() {
        String named = System.getenv("PIXAL3D_WEIGHTS");
        return named == null || named.isBlank() ? ServiceOptions.defaultData().resolve("weights") : Path.of(named);
    }

    Engines engines() {
        try {
            return new Engines(new NeuralOptions(weights, device, precision, bytes()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    private OptionalLong bytes() {
        if (memory.isBlank()) return OptionalLong.empty();
        String text = memory.toUpperCase(Locale.ROOT);
        if (!text.matches("\\d{1,6}(\\.\\d+)?[MG]")) {
            throw new UsageException("--memory: is no size (got " + memory + ", allowed e.g. 800M or 10G).");
        }
        double unit = text.endsWith("G") ? 1L << 30 : 1L << 20;
        return OptionalLong.of((long) (Double.parseDouble(text.substring(0, text.length() - 1)) * unit));
    }

    /** The same options for a worker process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(
                List.of("--weights", weights.toAbsolutePath().toString(), "--device", device,
                        "--precision", precision));
        if (!memory.isBlank()) arguments.addAll(List.of("--memory", memory));
        return arguments;
    }
}
