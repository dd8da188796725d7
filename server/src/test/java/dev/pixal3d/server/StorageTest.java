// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.queue.StoreException;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies on the disk: the first start, space, damage, who may read it. */
class StorageTest {
    @TempDir
    private Path directory;

    private ServerConfig onPort(int port) {
        ServerConfig defaults = ServerConfig.defaults(directory.resolve("data"));
        return defaults.with(new ServerConfig.Network("127.0.0.1", port, defaults.network().publicUrl(), false))
                .with(new ServerConfig.Work(0, defaults.work().timeLimit(), 1, List.of()));
    }

    private static PixalServer start(ServerConfig config) throws IOException {
        return PixalServer.start(config, new Workers.Processes(List.of()));
    }

    @Test
    void aBusyPortAtTheFirstStartMakesNoKeyThatNobodySees() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(onPort(busy.getLocalPort()))).isInstanceOf(IOException.class)
                    .hasMessage(
                            "server: cannot listen on 127.0.0.1, port %d. Choose another port, or stop what uses it."
                                    .formatted(busy.getLocalPort()));
        }
        try (PixalServer server = start(onPort(0))) {
            assertThat(server.firstKey()).isPresent();
        }
        try (PixalServer server = start(onPort(0))) {
            assertThat(server.firstKey()).isEmpty();
        }
    }

    @Test
    void aDatabaseThatIsGoneIsNotReplacedByAnEmptyOneWithANewKey() throws IOException {
        start(onPort(0)).close();
        Files.delete(directory.resolve("data/pixal3d.db"));
        assertThatThrownBy(() -> start(onPort(0))).isInstanceOfSatisfying(StoreException.class,
                e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED));
        assertThat(directory.resolve("data/pixal3d.db")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a?k=v", "a?mode=memory", "a#b", "a%3Fb", "a b&c;d", "\u00fc \u6c34"})
    void anyNameOfTheDataFolderWorks(String name) throws IOException {
        Path folder = directory.resolve(name);
        ServerConfig config = ServerConfig.defaults(folder)
                .with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, Duration.ofHours(1), 1, List.of()));
        try (PixalServer server = start(config)) {
            assertThat(server.firstKey()).isPresent();
        }
        assertThat(folder.resolve("pixal3d.db")).isNotEmptyFile();
        try (Stream<Path> beside = Files.list(directory)) {
            assertThat(beside).containsExactly(folder);
        }
        try (PixalServer server = start(config)) {
            assertThat(server.firstKey()).as("it found what the first one stored").isEmpty();
        }
    }

    /** A server in a process with a umask of its own; tells what lies in its folder while a request runs. */
    static final class Umasked {
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            try (TestServer server = TestServer.startIn(folder, c -> c)) {
                server.engine.script((_, _) -> {
                    try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
                        for (Path path : all.toList()) {
                            System.out.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + " "
                                    + folder.relativize(path));
                        }
                    }
                });
                Reply upload = server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "p.png"));
                server.put(upload.string("upload_url"), TestPictures.png(64, 64), "authorization", "");
                server.completed(server.submit(Map.of("image_url", upload.string("file_url"))).id());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void whatLiesThereIsForItsOwnerOnlyWhateverTheUmask(String umask) throws Exception {
        List<String> command = List.of("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh",
                ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m", "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file", ""),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Umasked.class.getName(), directory.toString());
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> seen = process.inputReader().readAllLines();
        assertThat(process.waitFor()).isZero();
        assertThat(seen).anyMatch(line -> line.endsWith("/input.json"))
                .anyMatch(line -> line.endsWith("/staged/image_url"))
                .anyMatch(line -> line.contains("data/files/")).contains("rw------- data/pixal3d.db",
                        "rwx------ data", "rwx------ data/scratch", "rwx------ data/files", "rwx------ data/native")
                .filteredOn(line -> !line.contains(" data/native/"))
                .allMatch(line -> line.matches("(rwx|rw-)------ .*"));
    }

    @Test
    void aDiskWithoutSpaceRefusesWhatIsNewAndKeepsAnswering() throws IOException {
        try (TestServer server = TestServer.start()) {
            String before = server.submit();
            server.completed(before);
            String url = upload(server, "a.png");
            server.configure(c -> c.with(new ServerConfig.Storage(c.storage().store(), c.storage().files(),
                    Long.MAX_VALUE / 2)));
            Reply submitted = server.submit(Map.of("image_url", TestServer.PICTURE));
            assertThat(submitted.status()).isEqualTo(503);
            assertThat(submitted.header("retry-after")).isEqualTo("30");
            assertThat(submitted.json()).containsEntry("error_type", "insufficient_storage");
            assertThat(server.call("POST", "/run" + TestServer.ENDPOINT, Map.of("image_url", TestServer.PICTURE))
                    .status()).isEqualTo(503);
            Reply uploaded = server.put(url, new byte[100], "authorization", "");
            assertThat(uploaded.status()).isEqualTo(507);
            assertThat(uploaded.json()).containsEntry("error_type", "insufficient_storage");
            assertThat(server.get(server.at(before, "")).status()).isEqualTo(200);
            assertThat(server.get("/health", "authorization", "").text()).contains("MiB free")
                    .doesNotContain(server.directory().toString());
            server.configure(c -> c.with(new ServerConfig.Storage(c.storage().store(), c.storage().files(), 0)));
            assertThat(server.put(url, new byte[100], "authorization", "").status()).isEqualTo(200);
            server.completed(server.submit());
        }
    }

    @Test
    void aStoredFileNeverChanges() throws IOException {
        try (TestServer server = TestServer.start()) {
            Reply initiated = server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "a.bin"));
            String url = initiated.string("upload_url");
            byte[] first = {1, 2, 3};
            assertThat(server.put(url, first, "authorization", "").status()).isEqualTo(200);
            assertThat(server.put(url, first, "authorization", "").status()).as("the same once more").isEqualTo(200);
            assertThat(server.put(url, new byte[]{4, 5}, "authorization", "").status()).isEqualTo(409);
            assertThat(server.get(initiated.string("file_url")).bytes()).isEqualTo(first);
        }
    }

    private static String upload(TestServer server, String name) {
        return server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", name)).string("upload_url")
                .replaceFirst("http://[^/]+", "");
    }
}
