// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jdi.ArrayType;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The real programs as processes, in which a debugger throws an error into one thread, or takes all of the heap: a
 * process that lost a part it cannot do without ends at once, with the exit code that says so.
 */
@Timeout(120)
class DyingPartsTest {
    private static final String DEBUGGER = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    @TempDir
    private Path directory;

    /** A program and the debugger that is attached to it. */
    private final class Victim implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final VirtualMachine machine;
        private final Path log = directory.resolve("log");

        Victim(List<String> flags, String... arguments) throws Exception {
            List<String> command = new ArrayList<>(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), DEBUGGER,
                            "-Xmx256m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
            command.addAll(flags);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.pixal3d.cli.Main"));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
            out = process.inputReader();
            String address = next();
            AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                    .filter(c -> c.name().equals("com.sun.jdi.SocketAttach")).findFirst().orElseThrow();
            Map<String, Connector.Argument> where = connector.defaultArguments();
            Objects.requireNonNull(where.get("hostname")).setValue("127.0.0.1");
            Objects.requireNonNull(where.get("port")).setValue(address.replaceFirst(".*\\D", ""));
            machine = connector.attach(where);
            next(); // it is ready
        }

        private String next() throws IOException {
            String line = out.readLine();
            assertThat(line).as(Files.readString(log)).isNotNull();
            return line;
        }

        void kill(String thread) throws Exception {
            Optional<ThreadReference> victim = Optional.empty();
            while (victim.isEmpty()) { // some begin a little later
                victim = machine.allThreads().stream().filter(t -> t.name().equals(thread)).findFirst();
            }
            ObjectReference error = machine.classesByName("java.lang.OutOfMemoryError").getFirst().instances(1)
                    .getFirst();
            victim.get().stop(error);
            try {
                machine.dispose();
            } catch (VMDisconnectedException _) {
                // it has ended already
            }
        }

        void fillMemory() throws Exception {
            ArrayType bytes = (ArrayType) machine.classesByName("byte[]").getFirst();
            try {
                while (true) bytes.newInstance(1 << 26).disableCollection();
            } catch (VMDisconnectedException _) {
                assertThat(process.waitFor()).isPositive();
            }
        }

        @Override
        public void close() throws InterruptedException { process.destroyForcibly().waitFor(); }
    }

    private Victim server(List<String> flags) throws Exception {
        return new Victim(flags, "serve", "--port", "0", "--data", directory.resolve("data").toString());
    }

    @ParameterizedTest
    @CsvSource({"store-writer,the store's writer", "worker-slot-0,the workers", "connections,the listener",
            "server-@default-listener,the listener"})
    void aServerEndsWithAVitalThread(String thread, String part) throws Exception {
        try (Victim server = server(List.of())) {
            server.kill(thread);
            assertThat(server.process.waitFor()).isEqualTo(70);
            assertThat(server.log).content().contains(part + " has died");
        }
    }

    @Test
    void aServerEndsWithoutMemory() throws Exception {
        try (Victim server = server(List.of("@../config/serve.args"))) {
            server.fillMemory();
            assertThat(server.process.waitFor()).isEqualTo(3);
        }
    }

    @Test
    void aWorkerEndsThatCannotSayThatItLives() throws Exception {
        try (Victim worker = new Victim(List.of(), "worker", "--data", directory.toString())) {
            worker.kill("worker-alive");
            assertThat(worker.process.waitFor()).isEqualTo(1);
        }
    }

    /**
     * A message without an end takes all memory of the thread that reads. A debugger's error in a thread that waits for
     * input would do too, but leaves an interrupt behind on which JDK 25's agent crashes when the process ends.
     */
    @Test
    void aWorkerEndsThatCannotListen() throws Exception {
        try (Victim worker = new Victim(List.of(), "worker", "--data", directory.toString())) {
            byte[] part = new byte[1 << 20];
            Arrays.fill(part, (byte) 'x');
            assertThatThrownBy(() -> { while (true) worker.process.getOutputStream().write(part); })
                    .isInstanceOf(IOException.class);
            assertThat(worker.process.waitFor()).isEqualTo(1);
        }
    }
}
