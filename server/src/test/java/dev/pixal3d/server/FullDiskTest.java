// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose data folder is a disk of 24 MiB that really fills up. Only root may mount one. */
@Timeout(120)
class FullDiskTest {
    private static final Map<String, Object> INPUT = Map.of("image_url", TestServer.PICTURE);

    @TempDir
    private Path directory;
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted = Files.isExecutable(Path.of("/bin/mount"))
                && run("/bin/mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()) == 0;
        assumeTrue(mounted, "a small disk cannot be mounted here: it needs Linux, mount and root");
    }

    @AfterEach
    void unmount() throws Exception {
        if (Files.isExecutable(Path.of("/bin/umount"))) run("/bin/umount", disk.toString());
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private TestServer start(long reserve) throws IOException {
        return TestServer.startIn(disk, c -> c.with(
                new ServerConfig.Storage(c.storage().store(), c.storage().files(), reserve)));
    }

    private static String uploadUrl(TestServer server) {
        return server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "a")).string("upload_url");
    }

    @Test
    void uploadsStopAtTheReserveAndRunsGoOn() throws Exception {
        try (TestServer server = start(8 << 20)) {
            int stored = 0;
            Reply reply;
            do {
                reply = server.put(uploadUrl(server), new byte[2 << 20], "authorization", "");
                stored++;
            } while (reply.status() == 200 && stored < 20);
            assertThat(reply.status()).isEqualTo(507);
            assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(7 << 20);
        }
    }

    @Test
    void aDiskThatIsFullToTheLastByteIsAnEpisode() throws Exception {
        try (TestServer server = start(0)) {
            FakeEngine.Gate gate = server.engine.gate();
            String running = server.submit();
            gate.awaitEntered();
            List<Path> fillers = fill();
            gate.open();
            for (int i = 0; i < 20; i++) {
                assertThat(server.submit(Map.of("image_url", TestServer.PICTURE, "prompt", "x".repeat(20_000)))
                        .status()).isIn(200, 503, 507);
            }
            assertThat(server.put(uploadUrl(server), new byte[1 << 20], "authorization", "").status()).isEqualTo(507);
            for (Path filler : fillers) Files.delete(filler);
            assertThat(server.completed(running).json()).as("the result came when there was space")
                    .containsEntry("status", "COMPLETED").doesNotContainKey("error");
            assertThat(server.get(server.at(running, "")).status()).isEqualTo(200);
            String after = server.submit();
            assertThat(server.completed(after).json()).doesNotContainKey("error");
            assertThat(server.put(uploadUrl(server), new byte[1000], "authorization", "").status()).isEqualTo(200);
            assertThat(server.submit(INPUT).status()).isEqualTo(200);
        }
    }

    private List<Path> fill() throws IOException {
        List<Path> fillers = new ArrayList<>();
        for (int size : new int[]{1 << 20, 1 << 12}) {
            try {
                while (true) {
                    fillers.add(disk.resolve("filler" + fillers.size()));
                    Files.write(fillers.getLast(), new byte[size]);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("space");
            }
        }
        return fillers;
    }
}
