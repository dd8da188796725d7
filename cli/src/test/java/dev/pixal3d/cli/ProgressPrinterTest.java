// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.RunEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ProgressPrinterTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private Console console(boolean terminal) {
        return new Console(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8,
                new PrintStream(err, true, StandardCharsets.UTF_8), new Console.Terminal(terminal, terminal, false));
    }

    private String printed() { return err.toString(StandardCharsets.UTF_8); }

    private void at(Consumer<RunEvent> listener, long seconds, String stage, double fraction) {
        clock.set(seconds * SECOND);
        listener.accept(new RunEvent.Step(stage, 0, 0, fraction));
    }

    @Test
    void linesCountTheRunsAndTellTheTimeLeftForAll() {
        ProgressPrinter progress = new ProgressPrinter(console(false), 4, clock::get);
        Consumer<RunEvent> one = progress.next("robot");
        at(one, 0, "matting", 0);
        at(one, 10, "bake", 0.5);
        at(progress.next("cup"), 20, "matting", 0);
        assertThat(printed().lines()).containsExactly("robot (1 of 4): 0 % matting",
                "robot (1 of 4): 50 % bake, 1 min 10 s left", "cup (2 of 4): 0 % matting, 1 min 0 s left");
    }

    @Test
    void aPercentageNeverFalls() {
        ProgressPrinter progress = new ProgressPrinter(console(true), 1, clock::get);
        Consumer<RunEvent> one = progress.next("robot");
        at(one, 0, "a", 0.4);
        at(one, 1, "b", 0.2);
        at(one, 2, "c", 0.6);
        List<String> bars = printed().replace("\u001b[K", "").lines().toList();
        assertThat(bars).filteredOn(b -> b.contains("%")).hasSize(3).satisfies(b -> {
            assertThat(b.get(0)).contains(" 40 % a");
            assertThat(b.get(1)).contains(" 40 % b");
            assertThat(b.get(2)).contains(" 60 % c, 2 s left");
        });
        progress.clear();
        assertThat(printed()).endsWith("\r\u001b[K");
    }
}
