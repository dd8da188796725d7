// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code pixal3d node} as a process, with the real engine. */
final class NodeProcess implements AutoCloseable {
    /** What the JVM ends with when TERM stopped it. */
    private static final int TERMINATED = 143;

    private final Process process;
    private final BufferedReader err;
    private final String worker;

    /**
     * Starts one and waits until its workers are there.
     *
     * @param more
     *            flags
     */
    NodeProcess(Path data, URI store, URI files, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                        System.getProperty("java.class.path"), "dev.pixal3d.cli.Main", "node", "--data",
                        data.toString(), "--store", store.toString(), "--files", files.toString(),
                        "--worker-memory", "512"));
        command.addAll(List.of(more));
        process = new ProcessBuilder(command).start();
        err = process.errorReader();
        worker = String.valueOf(process.inputReader().readLine());
    }

    /** The first name under which it holds requests. */
    String worker() { return worker; }

    /** The rest of the line on standard error that begins so. */
    String said(String beginning) throws IOException {
        StringBuilder before = new StringBuilder();
        String line = err.readLine();
        while (line != null && !line.startsWith(beginning)) {
            before.append(line).append('\n');
            line = err.readLine();
        }
        assertThat(line).as("%s after %s", beginning, before).isNotNull();
        return String.valueOf(line).substring(beginning.length());
    }

    /** Tells it to stop and waits until it has. */
    void stop() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy() would close what it says meanwhile
        assertThat(process.waitFor()).isEqualTo(TERMINATED);
    }

    /** All that it said on standard error after what was asked for, when it has stopped. */
    String lastWords() {
        return err.lines().collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws InterruptedException { process.destroyForcibly().waitFor(); }
}
