// SPDX-License-Identifier: MIT
package dev.pixal3d.telemetry;

import dev.pixal3d.core.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Headers that a collector wants, a token mostly: {@code OTEL_EXPORTER_OTLP_HEADERS} and, over those,
 * {@code OTEL_EXPORTER_OTLP_TRACES_HEADERS}, as {@code name=value,name=value} with values in percent-encoding. Other
 * variables of OpenTelemetry are not read: what is no secret is an option.
 */
final class CollectorHeaders {
    private static final List<String> VARIABLES = List.of("OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS");

    private CollectorHeaders() {}

    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String variable : VARIABLES) {
            for (String pair : environment.getOrDefault(variable, "").split(",")) {
                if (!pair.isBlank()) add(headers, variable, pair);
            }
        }
        return Map.copyOf(headers);
    }

    /** The text is not told: it holds a secret. */
    private static void add(Map<String, String> headers, String variable, String pair) {
        int equals = pair.indexOf('=');
        String name = pair.substring(0, Math.max(0, equals)).strip();
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) throw bad(variable);
        try {
            // a plus stands for itself there
            String value = URLDecoder.decode(pair.substring(equals + 1).strip().replace("+", "%2B"),
                    StandardCharsets.UTF_8);
            if (!value.matches("[ -~]*")) throw bad(variable);
            headers.put(name.toLowerCase(Locale.ROOT), value);
        } catch (IllegalArgumentException _) {
            throw bad(variable);
        }
    }

    private static RuntimeException bad(String variable) {
        return Problem.usage("$" + variable + ": is no list of headers. Write it like "
                + "authorization=Bearer%20TOKEN,name=value.").exception();
    }
}
