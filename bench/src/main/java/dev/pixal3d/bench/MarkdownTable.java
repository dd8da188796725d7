// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows of named values, printed as they come; numbers with a sensible number of digits. */
final class MarkdownTable {
    private final List<Map<String, Object>> rows = new ArrayList<>();

    private final StringBuilder kept = new StringBuilder();
    private final boolean live;

    private MarkdownTable(String title, boolean live) {
        this.live = live;
        say("\n### " + title + "\n");
    }

    /** A table whose rows appear as they are added. */
    static MarkdownTable live(String title) {
        return new MarkdownTable(title, true);
    }

    /** A table that appears when it is complete, see {@link #print}. */
    static MarkdownTable later(String title) {
        return new MarkdownTable(title, false);
    }

    private void say(String line) {
        if (live) System.out.println(line);
        else kept.append(line).append('\n');
    }

    /** Shows a table that was kept. */
    void print() { System.out.print(kept); }

    /** A row under way. */
    static final class Row extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        Row with(String name, Object value) {
            put(name, value);
            return this;
        }
    }

    /** Adds a row with the columns of the first one. */
    void add(Row row) {
        if (rows.isEmpty()) {
            say("| " + String.join(" | ", row.keySet()) + " |");
            say("|---".repeat(row.size()) + "|");
        }
        rows.add(row);
        say("| " + String.join(" | ", row.values().stream().map(MarkdownTable::shown).toList()) + " |");
    }

    List<Map<String, Object>> rows() { return rows; }

    private static String shown(Object value) {
        if (!(value instanceof Double d)) return String.valueOf(value);
        double size = Math.abs(d);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 1 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", d);
    }
}
