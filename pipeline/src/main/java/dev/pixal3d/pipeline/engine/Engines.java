// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.request.EngineName;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The engines at hand. One that was opened stays open until {@link #close}, so that runs after the first find it warm.
 * For one run at a time.
 */
public final class Engines implements AutoCloseable {
    private final List<EngineProvider> providers;
    private final EngineOptions options;
    private final Map<String, Engine> open = new ConcurrentHashMap<>();
    private final Set<Fit> fits = new HashSet<>();

    /** A kind of run that nothing kept an engine from. */
    private record Fit(String engine, boolean several) {}

    /** An engine ready to decode, and what is known about it. */
    public record Ready(EngineProvider provider, Engine engine) {}

    /** The engines on the class path. */
    public Engines(EngineOptions options) { this(installed(), options); }

    public Engines(List<EngineProvider> providers, EngineOptions options) {
        this.providers = providers.stream().sorted(Comparator.comparingInt(EngineProvider::preference).reversed())
                .toList();
        this.options = options;
    }

    /** The engines on the class path, those that {@code auto} prefers first. */
    public static List<EngineProvider> installed() {
        return ServiceLoader.load(EngineName.class).stream().map(ServiceLoader.Provider::get)
                .filter(EngineProvider.class::isInstance).map(EngineProvider.class::cast)
                .sorted(Comparator.comparingInt(EngineProvider::preference).reversed()).toList();
    }

    /** The settings of all engines on the class path. */
    public static List<EngineOption> settings() {
        return installed().stream().flatMap(engine -> engine.options().stream()).toList();
    }

    /**
     * The same options, after every engine on the class path has looked at them.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when a value is not allowed
     */
    public static EngineOptions checked(EngineOptions options) {
        for (EngineProvider engine : installed()) engine.check(options);
        return options;
    }

    /** What a parameter does, and in the models of which engines it does not show. */
    public static String described(Parameter<?> parameter) {
        String without = installed().stream().filter(engine -> engine.unused().contains(parameter))
                .map(EngineProvider::id).collect(Collectors.joining(", "));
        return without.isEmpty()
                ? parameter.description()
                : parameter.description() + " Not used by: " + without + ".";
    }

    /**
     * The engine of that name, or with {@code auto} the best that can run.
     *
     * @param pictures
     *            of one object, that it is to work from
     * @param context
     *            told in one line why a better engine was not chosen by itself
     * @throws dev.pixal3d.core.ProblemException
     *             when none can run
     */
    public Ready ready(String wanted, int pictures, RunContext context) {
        if (!wanted.equals(Parameters.AUTO)) {
            EngineProvider provider = providers.stream().filter(p -> p.id().equals(wanted)).findFirst()
                    .orElseThrow(() -> new Problem.Field(Problem.Kind.FEATURE_NOT_SUPPORTED, Parameters.ENGINE.name(),
                            "engine: " + wanted + " is not installed here. Leave the choice to auto.", Map.of(),
                            Optional.of(wanted)).exception());
            problem(provider, pictures).ifPresent(problem -> { throw problem.exception(); });
            return opened(provider);
        }
        Optional<Problem> first = Optional.empty();
        for (EngineProvider provider : providers) {
            Optional<Problem> problem = problem(provider, pictures);
            if (problem.isEmpty()) {
                first.ifPresent(why -> context.info("engine: " + provider.id() + ", while " + providers.getFirst().id()
                        + " is not ready (" + why.message() + ")"));
                return opened(provider);
            }
            if (first.isEmpty()) first = problem;
        }
        Problem why = first.orElseThrow(() -> new IllegalStateException("no engine is on the class path"));
        throw pictures == 1
                ? why.exception()
                : new Problem.Field(why.kind(), Parameters.PICTURES.name(),
                        "several pictures: no engine here works from them. " + why.message(), Map.of(),
                        Optional.empty()).exception();
    }

    /** What keeps an engine from a run; an open one is asked once for each kind of run. */
    private Optional<Problem> problem(EngineProvider provider, int pictures) {
        Fit fit = new Fit(provider.id(), pictures > 1);
        if (fits.contains(fit) && open.containsKey(provider.id())) return Optional.empty();
        Optional<Problem> problem = provider.problem(options, pictures);
        if (problem.isEmpty()) fits.add(fit);
        return problem;
    }

    private Ready opened(EngineProvider provider) {
        return new Ready(provider, open.computeIfAbsent(provider.id(), _ -> provider.open(options)));
    }

    /** Memory of the accelerator that an open engine computes on; any thread may ask. */
    public Optional<DeviceMemory> deviceMemory() {
        return open.values().stream().flatMap(engine -> engine.deviceMemory().stream()).findFirst();
    }

    @Override
    public void close() {
        open.values().forEach(Engine::close);
        open.clear();
    }
}
