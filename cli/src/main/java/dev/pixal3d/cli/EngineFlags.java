// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.pipeline.engine.EngineOption;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings of all engines as command-line options. */
final class EngineFlags {
    private EngineFlags() {}

    static void addTo(CommandSpec spec) {
        for (EngineOption option : Engines.settings()) {
            spec.addOption(OptionSpec.builder(flag(option)).type(String.class).paramLabel(option.placeholder())
                    .description(option.description()).build());
        }
    }

    /**
     * What the user wrote.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when a value is not allowed
     */
    static EngineOptions of(CommandSpec spec) {
        EngineOptions options = EngineOptions.NONE;
        for (EngineOption option : Engines.settings()) {
            Optional<String> value = value(spec, option);
            if (value.isPresent()) options = options.with(option, value.get());
        }
        return Engines.checked(options);
    }

    /** The same options for a worker process. */
    static List<String> arguments(CommandSpec spec) {
        List<String> arguments = new ArrayList<>();
        for (EngineOption option : Engines.settings()) {
            value(spec, option).ifPresent(value -> arguments.addAll(List.of(flag(option), value)));
        }
        return arguments;
    }

    private static Optional<String> value(CommandSpec spec, EngineOption option) {
        return Optional.ofNullable(spec.findOption(flag(option))).map(o -> o.<String>getValue());
    }

    private static String flag(EngineOption option) { return "--" + option.name(); }
}
