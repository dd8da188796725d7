// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server's process, which ends when this closes. Its program prints its port and its first key on one line. */
final class BenchServer implements AutoCloseable {
    /** A server takes as many connections as its heap has room for: 5,000 streams need this much to be let in. */
    private static final String HEAP = "-Xmx2g";

    private final Process process;
    private final int port;
    private final String key;
    private final double startMillis;

    /** Starts a program of ours and waits until it answers. */
    BenchServer(Class<?> program, String... arguments) throws IOException {
        long start = System.nanoTime();
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
                HEAP, "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        if (line == null) throw new IOException("the server did not start");
        String[] parts = line.split(" ");
        port = Integer.parseInt(parts[0]);
        key = parts.length > 1 ? parts[1] : "";
        try (BenchClient client = new BenchClient(this, key)) {
            client.call("GET", "/health/live", "");
        }
        startMillis = (System.nanoTime() - start) / 1e6;
    }

    int port() { return port; }

    /** The key that the very first server of a store made; empty for the others. */
    String key() { return key; }

    /** From the start of the process to its first answer. */
    double startMillis() { return startMillis; }

    /** Resident memory in MiB. */
    double memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
        return Double.NaN;
    }

    /** The processor time that it has used. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
