// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.files.Backup;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.Restore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a running server, and a server on what it restores. */
class BackupTest {
    @TempDir
    private static Path folder = Path.of("");

    private static TestServer server;
    private static String request = "";
    private static Path file = Path.of("");
    private static Backup.Counts written;

    @BeforeAll
    static void backUp() throws IOException {
        server = TestServer.start();
        request = server.submit();
        server.completed(request);
        server.newKey();
        file = folder.resolve("backup.zip");
        written = use(server.directory(), (rows, blobs) -> Backup.write(file, rows, blobs));
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private interface Use {
        Backup.Counts of(StoreRows rows, BlobStore blobs) throws IOException;
    }

    private static Backup.Counts use(Path data, Use use) throws IOException {
        try (StoreRows rows = Stores.rows(DataFolder.store(data));
                BlobStore blobs = BlobStores.open(DataFolder.files(data))) {
            return use.of(rows, blobs);
        }
    }

    private static Backup.Counts restore(Path data, Path from) throws IOException {
        Stores.open(DataFolder.store(data)).close();
        return use(data, (rows, blobs) -> Restore.read(from, rows, blobs));
    }

    @Test
    void aServerGoesOnWithWhatWasRestored() throws IOException {
        Path parent = folder.resolve("whole"), data = parent.resolve("data");
        assertThat(restore(data, file)).isEqualTo(written);
        assertThat(written.rows()).containsEntry("request", 1L).containsEntry("api_key", 2L);
        assertThat(written.files()).isPositive();
        assertThat(written.gone()).isZero();
        try (TestServer restored = TestServer.startRestored(parent, server.key())) {
            Reply result = restored.get(restored.at(request, ""));
            assertThat(result.status()).isEqualTo(200);
            String glb = String.valueOf(result.object("model_glb").get("url"));
            String old = String.valueOf(server.get(server.at(request, "")).object("model_glb").get("url"));
            assertThat(restored.get(glb).bytes()).isEqualTo(server.get(old).bytes());
            assertThat(restored.completed(restored.submit()).json()).doesNotContainKey("error");
            assertThatThrownBy(() -> restore(data, file)).isInstanceOf(StoreException.class)
                    .hasMessageContaining("is not empty");
        }
    }

    @Test
    void noBackupIsWrittenOver() {
        assertThatThrownBy(() -> use(server.directory(), (rows, blobs) -> Backup.write(file, rows, blobs)))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aDamagedOneRestoresNothing() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length - 30));
        Path data = folder.resolve("cut/data");
        assertThatThrownBy(() -> restore(data, cut)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("damaged, or no backup");
        // the bytes of files are stored as they are: one of them is turned over
        byte[] changed = whole.clone();
        changed[index(whole, "glTF")] ^= 1;
        Path other = Files.write(folder.resolve("changed.zip"), changed);
        assertThatThrownBy(() -> restore(data, other)).isInstanceOf(ProblemException.class);
        assertThat(restore(data, file)).as("nothing was left of the others").isEqualTo(written);
    }

    private static int index(byte[] bytes, String text) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(all).contains(text);
        return all.indexOf(text);
    }
}
