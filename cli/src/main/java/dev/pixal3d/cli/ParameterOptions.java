// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.pipeline.request.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The request's parameters as command-line options, under their API names (with dashes too). */
final class ParameterOptions {
    private ParameterOptions() {}

    /** Adds an option for each of the parameters. */
    static void addTo(CommandSpec spec, List<Parameter<?>> parameters) {
        for (Parameter<?> parameter : parameters) {
            String name = parameter.name();
            OptionSpec.Builder option = name.indexOf('_') < 0
                    ? OptionSpec.builder("--" + name)
                    : OptionSpec.builder("--" + name, "--" + name.replace('_', '-'));
            spec.addOption(option.type(String.class).paramLabel(parameter.type().allowed())
                    .description(Engines.described(parameter)
                            + parameter.fallbackJson().map(v -> " Default: " + v + ".").orElse(""))
                    .build());
        }
    }

    /**
     * All parameters a picture is generated with, in the order the help shows them. Pictures are arguments, and what is
     * said of several of them is an option of its own.
     */
    static List<Parameter<?>> all() {
        return Parameters.ALL.stream().filter(
                p -> !List.of(Parameters.PICTURE, Parameters.PICTURES, Parameters.CAMERAS).contains(p)).toList();
    }

    /** What the user wrote, by API name. */
    static Map<String, Object> given(ParseResult parsed, List<Parameter<?>> parameters) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (Parameter<?> parameter : parameters) {
            if (parsed.hasMatchedOption("--" + parameter.name())) {
                given.put(parameter.name(), parsed.<String>matchedOptionValue("--" + parameter.name(), ""));
            }
        }
        return given;
    }

    /**
     * The request for one picture.
     *
     * @throws ProblemException
     *             when an option's value is not allowed
     */
    static GenerateRequest request(String picture, Map<String, Object> given) {
        Map<String, Object> json = new LinkedHashMap<>(given);
        json.put(Parameters.PICTURE.name(), picture);
        return inOptionWords(Parameters.ALL, () -> RequestReader.read(json, new Random()));
    }

    /** The settings alone; failures as in {@link #request}. */
    static Settings settings(Map<String, Object> given, List<Parameter<?>> parameters) {
        return inOptionWords(parameters, () -> RequestReader.read(given, parameters));
    }

    private static <T> T inOptionWords(List<Parameter<?>> parameters, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ProblemException e) {
            throw new ProblemException(e.problems().stream().map(p -> inOptionWords(parameters, p)).toList());
        }
    }

    private static Problem inOptionWords(List<Parameter<?>> parameters, Problem problem) {
        if (!(problem instanceof Problem.Field field)) return problem;
        String allowed = parameters.stream().filter(p -> p.name().equals(field.field())).findFirst()
                .map(p -> p.type().allowed()).orElse("");
        String option = field.field().equals(Parameters.PICTURES.name()) ? "PICTURE" : "--" + field.field();
        // says by itself which of the values is meant
        String message = field.kind() == Problem.Kind.VALUE_ERROR
                ? "%s: %s.".formatted(option, field.message().replaceFirst("^Value error, ", ""))
                : "%s: %s (got %s, allowed %s).".formatted(option, field.message(),
                        field.input().map(Object::toString).orElse("nothing"), allowed);
        return new Problem.Field(field.kind(), field.field(), message, field.context(), field.input());
    }
}
