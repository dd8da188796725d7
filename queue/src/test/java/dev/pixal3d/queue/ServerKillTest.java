// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that owns the store is killed -9 again and again, and started again on the same files. */
@Timeout(240)
class ServerKillTest {
    private static final int REQUESTS = 300;
    private static final int KILLS = 4;

    @TempDir
    private Path directory;

    @Test
    void whatWasAcceptedSurvivesEveryKillAndEndsOnce() throws Exception {
        Path file = directory.resolve("store.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.requests().stats().waiting()).isZero();
        }
        Endings.record(file);
        Random random = new Random(42);
        Map<Integer, String> accepted = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            int linesToRead = REQUESTS / (KILLS + 1) - random.nextInt(10);
            assertThat(serve(accepted, linesToRead, random.nextLong(30_000_000))).isFalse();
        }
        assertThat(serve(accepted, Integer.MAX_VALUE, 0)).as("the last one ends by itself").isTrue();

        ProcessHandle.allProcesses().filter(this::isOurs).forEach(worker -> worker.onExit().join());

        assertThat(accepted).hasSize(REQUESTS);
        try (SqliteStore store = SqliteStore.open(file)) {
            for (Map.Entry<Integer, String> entry : accepted.entrySet()) {
                assertThat(store.requests().outcome(entry.getValue())).as("request %s", entry)
                        .contains(new Outcome.Succeeded("{\"echo\":" + entry.getKey() + "}"));
            }
        }
        Map<String, Integer> endings = Endings.counts(file);
        assertThat(endings.keySet()).as("no request beyond the accepted ones").hasSize(REQUESTS)
                .containsAll(accepted.values());
        assertThat(endings.values()).containsOnly(1);
    }

    /** A worker that outlived its server would make the test wait in vain. */
    private boolean isOurs(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(directory.toString());
    }

    /** Runs a server, reads so many lines of it and kills it a little later; true when it ended by itself. */
    private boolean serve(Map<Integer, String> accepted, int lines, long nanos) throws Exception {
        List<String> command = new ArrayList<>(TestRunner.java("-Xmx128m", ServerVictim.class));
        command.addAll(List.of(directory.toString(), Integer.toString(accepted.size()), Integer.toString(REQUESTS)));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader output = process.inputReader()) {
            int read = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals("all done")) return process.waitFor() == 0;
                String[] parts = line.split(" ");
                String before = accepted.put(Integer.parseInt(parts[0]), parts[1]);
                assertThat(before).as("an idempotency key gives the same request").isIn(null, parts[1]);
                if (++read == lines) {
                    LockSupport.parkNanos(nanos);
                    process.toHandle().destroyForcibly();
                }
            }
            process.waitFor();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
