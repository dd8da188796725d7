// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoint.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What people read: the playground's frame, the reference of the main endpoint with its parameters, and each endpoint's
 * description for language models. Templates from the resources with a few names in double braces.
 */
final class Page {
    private static final String FILE = "{\"url\": string, \"content_type\": string, \"file_name\": string, "
            + "\"file_size\": integer}";

    private final Endpoint main;
    private final String assets;
    private final ServerConfig.Access access;

    /**
     * @param main
     *            the endpoint that it shows
     * @param assets
     *            what stands in front of the names of the page's files
     */
    Page(Endpoint main, String assets, ServerConfig.Access access) {
        this.main = main;
        this.assets = assets;
        this.access = access;
    }

    /** The playground; everything in it is made by its scripts. */
    String playground(Addresses addresses) {
        return fill("index.html", main, addresses).replace("{{assets}}", assets).replace("{{access}}", word());
    }

    /** Whether a caller without a key may run models, and by which way. */
    private String word() {
        if (access.anonymous()) return "anonymous";
        return access.proxyKey().isPresent() ? "proxy" : "key";
    }

    /** The reference, for people without scripts too. */
    String reference(Addresses addresses) {
        return fill("docs.html", main, addresses).replace("{{parameters}}", parameterRows());
    }

    /** An endpoint's description for language models, as Markdown. */
    String markdown(Endpoint endpoint, Addresses addresses) {
        StringBuilder list = new StringBuilder();
        for (Parameter<?> p : endpoint.inputs()) {
            list.append("- `").append(p.name()).append("` (").append(kind(p)).append(", default ").append(fallback(p))
                    .append("): ").append(Engines.described(p)).append('\n');
        }
        return fill("llms.txt", endpoint, addresses).replace("{{parameters}}", list)
                .replace("{{description}}", endpoint.description()).replace("{{category}}", endpoint.category())
                .replace("{{output}}", shape(endpoint)).replace("{{example}}", Json.text(example(endpoint)));
    }

    /** What every answer has, in the manner of TypeScript. */
    private static String shape(Endpoint endpoint) {
        return endpoint.outputs().stream().filter(Output::always).map(output -> "\"%s\": %s".formatted(output.name(),
                switch (output.content()) {
                    case FILE -> FILE;
                    case FILES -> FILE + "[]";
                    case INTEGER -> "integer";
                    case OBJECT -> "object";
                })).collect(Collectors.joining(", ", "{", "}"));
    }

    /** An input with nothing but what must be there. */
    private static Map<String, Object> example(Endpoint endpoint) {
        Map<String, Object> input = new LinkedHashMap<>();
        for (Parameter<?> parameter : endpoint.inputs()) {
            if (parameter.type() instanceof ParameterType.FileUrl type) input.put(parameter.name(), type.example());
        }
        return input;
    }

    private static String fill(String name, Endpoint endpoint, Addresses addresses) {
        String origin = addresses.byHost() ? addresses.scheme() + "://" + addresses.authority() : addresses.origin();
        return new String(resource(name), StandardCharsets.UTF_8).replace("{{origin}}", escaped(origin))
                .replace("{{endpoint}}", endpoint.id().toString())
                .replace("{{host}}", escaped(origin.replaceFirst("^.*?//", "")));
    }

    private String parameterRows() {
        StringBuilder rows = new StringBuilder();
        for (Parameter<?> p : main.inputs()) {
            rows.append("<tr><th scope=\"row\"><code>").append(p.name()).append("</code>")
                    .append(p.group() == Parameter.Group.EXTENSION ? " <span class=\"tag\">extension</span>" : "")
                    .append("</th><td>").append(escaped(kind(p))).append("</td><td>").append(escaped(fallback(p)))
                    .append("</td><td>").append(escaped(Engines.described(p))).append("</td></tr>\n");
        }
        return rows.toString();
    }

    private static String kind(Parameter<?> parameter) {
        return switch (parameter.type()) {
            case ParameterType.FileUrl _ -> "URL or data URI";
            case ParameterType.FileUrls p -> "list of 1 to %d URLs or data URIs".formatted(p.most());
            case ParameterType.Cameras _ -> "list of front, right, back, left or of objects";
            case ParameterType.Whole<?> p ->
                p.isUnlimited() ? "integer" : "integer, %d to %d".formatted(p.min(), p.max());
            case ParameterType.Real p -> String.format(Locale.ROOT, "number, %s to %s", p.min(), p.max());
            case ParameterType.Choice<?> p -> String.join(", ", p.words());
            case ParameterType.Flag _ -> "true or false";
        };
    }

    private static String fallback(Parameter<?> parameter) {
        if (parameter.isRequired()) return "required";
        return parameter.fallbackJson().map(String::valueOf).orElse("chosen at run time");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    static byte[] resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream("site/" + name)) {
            if (in == null) throw new IllegalStateException("resource site/" + name + " is missing");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
