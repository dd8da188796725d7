// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders the few constructs of Helm's template language that our chart uses, and refuses every other one: values,
 * {@code quote}, {@code printf} of one text, {@code add} of one number, {@code if} and {@code if not}. There is no Helm
 * for Java and none in Debian, so the chart stays simple enough to be tested without it; where Helm is installed,
 * {@link DeployTest} compares the two.
 */
final class ChartTemplate {
    private static final Pattern ACTION = Pattern.compile("\\{\\{-? (.*?) -?}}");
    private static final Pattern LINE = Pattern.compile("\\s*\\{\\{- (if not|if|end) ?(\\S*) ?}}\\s*");
    private static final Pattern VALUE = Pattern.compile("(\\.\\S+)( \\| quote)?");
    private static final Pattern PRINTF = Pattern.compile("printf \"([^\"%]*)%s\" (\\.\\S+) \\| quote");
    private static final Pattern ADD = Pattern.compile("add (\\.\\S+) (\\d+)");

    private final Map<String, Object> scope;

    /**
     * @param values
     *            the chart's values
     */
    ChartTemplate(Map<String, Object> values, String release) {
        this.scope = Map.of("Values", values, "Release", Map.of("Name", release));
    }

    String render(String template) {
        StringBuilder out = new StringBuilder();
        Deque<Boolean> shown = new ArrayDeque<>();
        for (String line : template.split("\n")) {
            Matcher control = LINE.matcher(line);
            if (control.matches()) {
                switch (control.group(1)) {
                    case "if" -> shown.push(truth(value(control.group(2))));
                    case "if not" -> shown.push(!truth(value(control.group(2))));
                    default -> shown.pop();
                }
            } else if (!shown.contains(false)) {
                out.append(ACTION.matcher(line).replaceAll(m -> Matcher.quoteReplacement(evaluate(m.group(1)))))
                        .append('\n');
            }
        }
        if (!shown.isEmpty()) throw new IllegalArgumentException("an if has no end");
        if (out.indexOf("{{") >= 0) throw new IllegalArgumentException("not rendered: " + out);
        return out.toString();
    }

    private String evaluate(String action) {
        Matcher value = VALUE.matcher(action), printf = PRINTF.matcher(action), add = ADD.matcher(action);
        if (value.matches()) {
            String text = value(value.group(1)).toString();
            return value.group(2) == null ? text : quoted(text);
        }
        if (printf.matches()) return quoted(printf.group(1) + value(printf.group(2)));
        if (add.matches()) return Integer.toString((int) value(add.group(1)) + Integer.parseInt(add.group(2)));
        throw new IllegalArgumentException("not among what the chart may use: " + action);
    }

    private Object value(String path) {
        Object at = scope;
        for (String name : path.substring(1).split("\\.")) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(name), () -> "no such value: " + path);
        }
        return at;
    }

    private static boolean truth(Object value) { return !(value.equals(false) || value.equals(0) || value.equals("")); }

    private static String quoted(String text) { return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'; }
}
