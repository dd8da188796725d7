// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.neural.KeepLoaded;
import dev.pixal3d.neural.NeuralEngine;
import dev.pixal3d.neural.NeuralOptions;
import dev.pixal3d.neural.SyntheticWeights;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A worker's first run of the neural engine against its next ones: how many files of the weights' folder each opens,
 * and seconds from picture to voxels. For Linux.
 *
 * <pre>
 * RunsBench [--weights DIR [--size tiny|full]] [--runs N] [--steps N] [--max_num_tokens N] [--device cpu|cuda]
 *           [--precision auto|bf16|fp32] [--memory GIB] [--flow-weights whole|int8|streamed]
 * </pre>
 *
 * Without a folder tiny synthetic weights are made; a folder that is given but empty is filled with synthetic ones of
 * that size (by default the published: 27 GB). {@code --steps}: of every sampler, else the usual. Defaults: 2 runs, the
 * camera given, so that MoGe-2 and, by the picture's own transparency, BiRefNet have nothing to do.
 */
public final class RunsBench {
    private static final String RUNS = "2";
    private static final double ANGLE = 0.5;

    private RunsBench() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = NeuralBench.options(arguments);
        if (options.containsKey("--weights")) {
            measure(Path.of(options.getOrDefault("--weights", "")), "full", options);
        } else {
            try (TemporaryFolder folder = TemporaryFolder.of("pixal3d-tiny")) {
                measure(folder.path(), "tiny", options);
            }
        }
    }

    private static void measure(Path weights, String usual, Map<String, String> options) throws IOException {
        if (!Files.exists(weights.resolve("pipeline.json"))) {
            SyntheticWeights.Size size = SyntheticWeights.Size.parse(options.getOrDefault("--size", usual));
            SyntheticWeights.write(weights, size, file -> System.out.println("writing " + file));
        }
        System.out.printf("%4s %14s %10s %10s %10s%n", "run", "files opened", "seconds", "tokens", "voxels");
        try (OpenedFiles opened = new OpenedFiles(weights);
                NeuralEngine engine = NeuralEngine.open(neural(weights, options));
                Parallel parallel = Parallel.allCores()) {
            for (int run = 1; run <= Integer.parseInt(options.getOrDefault("--runs", RUNS)); run++) {
                long begin = System.nanoTime();
                DecodedAsset asset = engine.decode(NeuralBench.disc(), request(options),
                        RunContext.of(parallel, _ -> {}));
                System.out.printf(Locale.ROOT, "%4d %14d %10.1f %10s %10s%n", run, opened.count(),
                        (System.nanoTime() - begin) / 1e9, asset.provenance().get("tokens"),
                        asset.provenance().get("voxels"));
            }
        }
    }

    private static NeuralOptions neural(Path weights, Map<String, String> options) {
        OptionalLong memory = options.containsKey("--memory")
                ? OptionalLong.of(Long.parseLong(options.getOrDefault("--memory", "")) << 30)
                : OptionalLong.empty();
        return new NeuralOptions(weights, options.getOrDefault("--device", "cpu"),
                options.getOrDefault("--precision", "auto"), memory, 1, KeepLoaded.USUAL,
                FlowWeights.parse(options.getOrDefault("--flow-weights", "whole")));
    }

    private static GenerateRequest request(Map<String, String> options) {
        Settings settings = Settings.DEFAULTS.with(Parameters.CAMERA_ANGLE_X, ANGLE);
        if (options.containsKey("--max_num_tokens")) {
            settings = settings.with(Parameters.MAX_NUM_TOKENS,
                    Integer.valueOf(options.getOrDefault("--max_num_tokens", "")));
        }
        if (options.containsKey("--steps")) {
            for (var sampler : List.of(Parameters.STRUCTURE, Parameters.SHAPE, Parameters.TEXTURE)) {
                settings = settings.with(sampler.steps(), Integer.valueOf(options.getOrDefault("--steps", "")));
            }
        }
        return new GenerateRequest(List.of(""), 42, settings);
    }
}
