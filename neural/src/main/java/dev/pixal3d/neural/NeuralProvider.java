// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.pipeline.engine.Engine;
import dev.pixal3d.pipeline.engine.EngineOption;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.EngineProvider;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.torch.TorchException;
import dev.pixal3d.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Offers the {@link NeuralEngine}, which honours every parameter. */
public final class NeuralProvider implements EngineProvider {
    static final String ID = "pixal3d";
    private static final EngineOption WEIGHTS = new EngineOption("weights", "FOLDER",
            "The neural engine's weights. Default: $PIXAL3D_WEIGHTS or ~/.pixal3d/weights.");
    private static final EngineOption DEVICE = new EngineOption("device", "DEVICE",
            "auto, cpu, cuda, cuda:N or mps. Default: auto.");
    private static final EngineOption PRECISION = new EngineOption("precision", "TYPE",
            "auto, bf16 or fp32. Default: auto (bf16 on a GPU).");
    private static final EngineOption MEMORY = new EngineOption("memory", "SIZE",
            "Memory on the device that a run may use, e.g. 10G. Default: what is free.");
    private static final EngineOption DEVICE_WORKERS = new EngineOption("device-workers", "N",
            "Processes that use the device at the same time: each plans with its part of the memory. Default: 1.");
    private static final EngineOption KEEP_LOADED = new EngineOption("keep-loaded", "TIME",
            "How long networks that fit stay loaded after a run: 0, 90s, 10m, 2h or always. Default: 10m.");
    private static final EngineOption FLOW_WEIGHTS = new EngineOption("flow-weights", "FORM",
            "How the flows' weights are kept: whole, int8 (half of bf16, not exact) or streamed from the machine's "
                    + "memory (for small cards, slower). Default: whole.");

    @Override
    public String id() { return ID; }

    @Override
    public int preference() { return 100; }

    @Override
    public List<EngineOption> options() {
        return List.of(WEIGHTS, DEVICE, PRECISION, MEMORY, DEVICE_WORKERS, KEEP_LOADED,
                FLOW_WEIGHTS);
    }

    @Override
    public void check(EngineOptions options) { neural(options); }

    @Override
    public Optional<Problem> problem(EngineOptions options, int pictures) {
        return problem(neural(options), PictureCount.of(pictures));
    }

    @Override
    public Engine open(EngineOptions options) { return NeuralEngine.open(neural(options)); }

    @Override
    public List<Parameter<?>> unused() { return List.of(Parameters.SHAPE_PRIOR); }

    /** Why the networks cannot run with these options, from one picture. */
    static Optional<Problem> problem(NeuralOptions options) {
        return problem(options, PictureCount.ONE);
    }

    /** Why the networks cannot run with these options. */
    static Optional<Problem> problem(NeuralOptions options, PictureCount pictures) {
        ModelFolder folder = new ModelFolder(options.weights(), pictures);
        Optional<Problem> missing = folder.missing()
                .map(why -> weights(Problem.Kind.FEATURE_NOT_SUPPORTED, options, why));
        if (missing.isPresent()) return missing;
        Optional<Problem> damaged = folder.problem()
                .map(why -> weights(Problem.Kind.DOWNSTREAM_SERVICE_UNAVAILABLE, options, why));
        if (damaged.isPresent()) return damaged;
        Optional<String> library = TorchRuntime.problem();
        if (library.isPresent()) return library.map(why -> engine(Problem.Kind.FEATURE_NOT_SUPPORTED, why));
        try {
            options.chosenDevice();
            return Optional.empty();
        } catch (TorchException e) {
            return Optional.of(engine(Problem.Kind.FEATURE_NOT_SUPPORTED, String.valueOf(e.getMessage())));
        }
    }

    /** A problem with the weights; the folder is named without its place, because the words may leave the machine. */
    static Problem weights(Problem.Kind kind, NeuralOptions options, String why) {
        String folder = options.weights().toString();
        String name = String.valueOf(options.weights().getFileName());
        return engine(kind, why.replace(options.weights().toAbsolutePath().toString(), name).replace(folder, name));
    }

    private static Problem engine(Problem.Kind kind, String why) {
        return new Problem.Field(kind, Parameters.ENGINE.name(), why, Map.of(), Optional.empty());
    }

    static NeuralOptions neural(EngineOptions options) {
        Path weights = options.find(WEIGHTS).map(Path::of).orElseGet(NeuralOptions::defaultWeights);
        try {
            return new NeuralOptions(weights, options.find(DEVICE).orElse("auto"),
                    options.find(PRECISION).orElse("auto"), options.find(MEMORY).map(NeuralProvider::bytes)
                            .orElse(OptionalLong.empty()),
                    options.find(DEVICE_WORKERS).map(NeuralProvider::count).orElse(1),
                    options.find(KEEP_LOADED).map(KeepLoaded::parse).orElse(KeepLoaded.USUAL),
                    options.find(FLOW_WEIGHTS).map(FlowWeights::parse).orElse(FlowWeights.WHOLE));
        } catch (IllegalArgumentException e) {
            throw new Problem.General(Problem.Kind.BAD_REQUEST, "--" + e.getMessage()).exception();
        }
    }

    private static int count(String given) {
        if (given.matches("\\d{1,3}")) return Integer.parseInt(given);
        throw new IllegalArgumentException("device-workers: is no number (got " + given + ", allowed 1 to 64).");
    }

    private static OptionalLong bytes(String given) {
        String text = given.toUpperCase(Locale.ROOT);
        if (!text.matches("\\d{1,6}(\\.\\d+)?[MG]")) {
            throw new IllegalArgumentException("memory: is no size (got " + given + ", allowed e.g. 800M or 10G).");
        }
        double unit = text.endsWith("G") ? 1L << 30 : 1L << 20;
        return OptionalLong.of((long) (Double.parseDouble(text.substring(0, text.length() - 1)) * unit));
    }
}
