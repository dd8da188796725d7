// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.queue.HistoryPage;
import dev.pixal3d.queue.HistoryQuery;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoint.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page that says hello: the endpoint, its parameters, code that works against this address, and what was asked
 * lately. A template from the resources with a few names in double braces; no script.
 */
final class Page {
    private static final int RECENT = 20;
    private static final String FILE = "{\"url\": string, \"content_type\": string, \"file_name\": string, \"file_size\": integer}";

    private final Endpoint main;
    private final RequestStore store;
    private final Clock clock;

    /**
     * @param main
     *            the endpoint that it shows
     */
    Page(Endpoint main, RequestStore store, Clock clock) {
        this.main = main;
        this.store = store;
        this.clock = clock;
    }

    String html(Addresses addresses) {
        return fill("index.html", main, addresses).replace("{{parameters}}", parameterRows())
                .replace("{{requests}}", requestRows());
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
                    case INTEGER -> "integer";
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

    private String requestRows() {
        // everybody sees this page: a key's requests are for whoever has the key
        HistoryPage page = store.history(HistoryQuery.recentWithoutKey(RECENT));
        if (page.items().isEmpty()) return "<tr><td colspan=\"4\">None without a key yet.</td></tr>";
        StringBuilder rows = new StringBuilder();
        for (HistoryPage.Item item : page.items()) {
            RequestView request = item.request();
            String end = request.ending().filter(ending -> !ending.succeeded())
                    .map(ending -> ending.kind() == Outcome.Kind.CANCELLED
                            ? "cancelled"
                            : "failed: " + ending.errorType())
                    .orElse(request.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            String time = request.inferenceTime().map(t -> "%.1f s".formatted(t.toMillis() / 1000.0)).orElse("");
            // ids open results, so only their beginning is shown to everybody
            rows.append("<tr>");
            for (String cell : List.of(request.id().substring(0, 8) + "…", ago(request), end, time)) {
                rows.append("<td>").append(escaped(cell)).append("</td>");
            }
            rows.append("</tr>\n");
        }
        return rows.toString();
    }

    private String ago(RequestView request) {
        long seconds = Math.max(0, Duration.between(request.created(), clock.instant()).toSeconds());
        if (seconds < 60) return seconds + " s ago";
        return seconds < 3600 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
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
