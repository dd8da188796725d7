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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void theDataFolderIsForItsOwnerOnly() throws IOException {
        try (TestServer server = TestServer.start()) {
            server.completed(server.submit());
        }
        start(onPort(0)).close();
        try (Stream<Path> all = Files.walk(directory.resolve("data"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).as(path.toString())
                        .startsWith(Files.isDirectory(path) ? "rwx------" : "rw");
                if (path.toString().endsWith(".db")) { assertThat(Files.getPosixFilePermissions(path)).hasSize(2); }
            }
        }
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
