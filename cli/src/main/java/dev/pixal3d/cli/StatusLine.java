// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

/** A terminal line that is redrawn in place until other output needs it. For one thread at a time. */
final class StatusLine {
    private static final String FROM_THE_START = "\r\u001b[K";

    private final Console console;
    private boolean shown;

    StatusLine(Console console) { this.console = console; }

    void draw(String text) {
        console.err().print(FROM_THE_START + text);
        console.err().flush();
        shown = true;
    }

    /** Removes the line, so that other output starts on a clean one. */
    void clear() {
        if (!shown) return;
        console.err().print(FROM_THE_START);
        console.err().flush();
        shown = false;
    }
}
