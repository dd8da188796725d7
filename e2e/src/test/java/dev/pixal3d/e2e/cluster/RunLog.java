// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What the runs of a process know of themselves, whatever the database says: when they ran, in a file of the process
 * that outlives a kill. Times are milliseconds since 1970 of the one clock of this machine. A process that did not run
 * at all for a while, because it was stopped or the machine was busy, writes that down too.
 */
final class RunLog {
    private static final String SUFFIX = ".runs";
    private static final Duration TICK = Duration.ofMillis(10);
    /** What is taken for not having run. */
    private static final long LATE_MILLIS = 150;

    private final String process;
    /** Not a channel, which an interrupt of one run closes for all. */
    private final OutputStream file;
    private final AtomicInteger runs = new AtomicInteger();

    /** One run: its request's number, its own name, the process, its first, last and made moment. */
    record Run(int number, String name, String process, long first, long last, boolean made) {
        /** The node that the process belongs to, be it the node itself or its worker. */
        String node() {
            return process.substring(0, process.indexOf('.'));
        }
    }

    /** When a process did not run. */
    record Gap(String process, long from, long to) {}

    /** What all processes wrote. */
    record Written(List<Run> runs, List<Gap> gaps) {}

    /** The log of this process, which is the node's or a worker of the node. */
    RunLog(Path folder, String node) throws IOException {
        this.process = node + "." + ProcessHandle.current().pid();
        this.file = new FileOutputStream(folder.resolve(process + SUFFIX).toFile(), true);
        Thread.ofPlatform().daemon().name("gaps").start(this::watch);
    }

    private void watch() {
        try {
            for (long before = System.currentTimeMillis();; before = System.currentTimeMillis()) {
                Thread.sleep(TICK);
                long now = System.currentTimeMillis();
                if (now - before > LATE_MILLIS) write("gap %d %d".formatted(before, now));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A run of a request begins; its name, which no other has. */
    String begin(int number) {
        String name = process + "." + runs.incrementAndGet();
        write("run %s %d %d".formatted(name, number, System.currentTimeMillis()));
        return name;
    }

    /** The run goes on. */
    void tick(String name) { write("on %s %d".formatted(name, System.currentTimeMillis())); }

    /** The run has made its result. */
    void made(String name) {
        write("made %s %d".formatted(name, System.currentTimeMillis()));
    }

    private void write(String line) {
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What all processes wrote into a folder. */
    static Written read(Path folder) throws IOException {
        List<Run> runs = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
        for (Path path : all) {
            String process = path.getFileName().toString().replace(SUFFIX, "");
            Map<String, Run> own = new LinkedHashMap<>();
            for (String line : Files.readAllLines(path)) {
                String[] words = line.split(" ");
                long last = Long.parseLong(words[words.length - 1]);
                switch (words[0]) {
                    case "gap" -> gaps.add(new Gap(process, Long.parseLong(words[1]), last));
                    case "run" -> own.put(words[1],
                            new Run(Integer.parseInt(words[2]), words[1], process, last, last, false));
                    default -> own.computeIfPresent(words[1], (name, run) -> new Run(run.number, name, process,
                            run.first, last, words[0].equals("made")));
                }
            }
            runs.addAll(own.values());
        }
        return new Written(runs, gaps);
    }
}
