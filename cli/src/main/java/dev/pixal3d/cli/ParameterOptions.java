// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.Parameter;
import dev.pixal3d.engine.Parameters;
import dev.pixal3d.engine.RequestReader;
import dev.pixal3d.engine.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The request's parameters as command-line options, under their API names (with dashes too). */
final class ParameterOptions {
    private ParameterOptions() {}

    /** Adds an option for each parameter but the picture. */
    static void addTo(CommandSpec spec, List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            String name = parameter.name();
            OptionSpec.Builder option = name.indexOf('_') < 0
                    ? OptionSpec.builder("--" + name)
                    : OptionSpec.builder("--" + name, "--" + name.replace('_', '-'));
            spec.addOption(option.type(String.class).paramLabel(allowed(parameter))
                    .description(parameter.description()
                            + parameter.fallback().map(v -> " Default: " + v + ".").orElse(""))
                    .build());
        }
    }

    /** All parameters a picture is generated with, in the order the help shows them. */
    static List<Parameter> all() {
        return Parameters.ALL.stream().filter(p -> !(p instanceof Parameter.Picture)).toList();
    }

    /** What the user wrote, by API name. */
    static Map<String, Object> given(ParseResult parsed, List<Parameter> parameters) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            if (parsed.hasMatchedOption("--" + parameter.name())) {
                given.put(parameter.name(), parsed.<String>matchedOptionValue("--" + parameter.name(), ""));
            }
        }
        return given;
    }

    /**
     * The request for one picture.
     *
     * @throws UsageException
     *             when an option's value is not allowed
     */
    static GenerateRequest request(String picture, Map<String, Object> given) {
        Map<String, Object> json = new LinkedHashMap<>(given);
        json.put("image_url", picture);
        return switch (RequestReader.read(json, new Random())) {
            case RequestReader.Outcome.Valid valid -> valid.request();
            case RequestReader.Outcome.Invalid invalid -> throw new UsageException(
                    invalid.violations().stream().map(ParameterOptions::sentence).collect(Collectors.joining("\n")));
        };
    }

    private static String sentence(Violation violation) {
        String allowed = Parameters.find(violation.field()).map(ParameterOptions::allowed).orElse("");
        return "--%s: %s (got %s, allowed %s).".formatted(violation.field(), violation.message(),
                violation.input().map(Object::toString).orElse("nothing"), allowed);
    }

    private static String allowed(Parameter parameter) {
        return switch (parameter) {
            case Parameter.Picture _ -> "URL";
            case Parameter.Whole p -> p.min() + ".." + p.max();
            case Parameter.Real p -> p.min() + ".." + p.max();
            case Parameter.Choice p -> String.join("|", p.values());
            case Parameter.Flag _ -> "true|false";
        };
    }
}
