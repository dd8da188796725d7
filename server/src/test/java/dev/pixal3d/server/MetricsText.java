// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of Prometheus' text format: every sample belongs to a family that was described before, once. */
final class MetricsText {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_:][a-z0-9_:]*) (\\S.*)");
    private static final Pattern TYPE = Pattern
            .compile("# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram|summary)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_:][a-z0-9_:]*)"
            + "(\\{(?:[a-z_][a-z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*\\})? (NaN|[+-]Inf|-?[0-9.eE+-]+)");

    private MetricsText() {}

    /**
     * A metric.
     *
     * @param samples
     *            values by name and labels as they stand
     */
    record Family(String help, String type, Map<String, Double> samples) {}

    static Map<String, Family> parse(String text) {
        assertThat(text).endsWith("\n");
        Map<String, Family> families = new LinkedHashMap<>();
        String name = "", help = "";
        for (String line : text.split("\n")) {
            Matcher described = HELP.matcher(line), typed = TYPE.matcher(line), sample = SAMPLE.matcher(line);
            if (described.matches()) {
                name = described.group(1);
                help = described.group(2);
            } else if (typed.matches()) {
                assertThat(typed.group(1)).as("described before").isEqualTo(name);
                assertThat(families.put(name, new Family(help, typed.group(2), new LinkedHashMap<>()))).as(line)
                        .isNull();
            } else {
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).as(line)
                        .matches(Pattern.quote(name) + "(_bucket|_sum|_count)?");
                String value = sample.group(3).replace("Inf", "Infinity");
                Family family = Objects.requireNonNull(families.get(name), line);
                assertThat(family.samples.put(line.substring(0, line.lastIndexOf(' ')), Double.parseDouble(value)))
                        .as(line).isNull();
            }
        }
        return families;
    }
}
