// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.FileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service's keys and files come back from a backup and along into another store, or nothing does and why is said. */
class StoreCommandsTest {
    private static final byte[] BYTES = "the bytes of a file".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder = Path.of("");

    private static Path data = Path.of("");
    private static Path backup = Path.of("");
    private static String key = "";
    private static String file = "";

    @BeforeAll
    static void fill() throws IOException {
        data = folder.resolve("data");
        key = good("keys", "create", "--data", data).out().strip().split(":")[0];
        try (Store store = Stores.open(DataFolder.store(data));
                BlobStore blobs = BlobStores.open(DataFolder.files(data))) {
            FileStore files = new FileStore(blobs, store.files(), Clock.systemUTC());
            file = files.put(files.newKey("notes.txt"), "text/plain", new ByteArrayInputStream(BYTES),
                    Lifecycle.DEFAULT, Optional.empty(), Optional.empty()).key();
        }
        backup = folder.resolve("whole.zip");
        Run written = good("backup", backup, "--data", data);
        assertThat(written.out().strip()).isEqualTo(backup.toString());
        assertThat(written.err()).contains("1 keys", "1 files with " + BYTES.length + " bytes");
    }

    private static Run good(Object... args) {
        Run run = Run.of(args);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private static void refused(Run run, int exitCode, String why) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(why);
        assertThat(run.out()).isEmpty();
    }

    private static void assertComplete(URI store, URI files) throws IOException {
        assertThat(good("keys", "list", "--store", store).out()).contains(key);
        try (Store open = Stores.open(store); BlobStore blobs = BlobStores.open(files)) {
            FileRecord record = open.files().find(file).orElseThrow();
            try (InputStream in = blobs.open(record.blob(), 0).orElseThrow()) {
                assertThat(in.readAllBytes()).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void aBackupIsRestoredIntoAnEmptyStoreOnce() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(good("restore", backup, "--data", other).err()).contains("1 keys", "1 files");
        assertComplete(DataFolder.store(other), DataFolder.files(other));
        refused(Run.of("restore", backup, "--data", other), ExitCode.INPUT, "is not empty");
    }

    @Test
    void aFolderIsCopiedToStoresOfOtherPlaces() throws IOException {
        URI store = URI.create("sqlite:" + folder.resolve("copied.db"));
        URI files = Files.createDirectory(folder.resolve("copied")).toUri();
        Object[] command = {"import-store", "--from", data, "--to", store, "--files", files};
        assertThat(good(command).err()).contains("1 keys", "1 files");
        assertComplete(store, files);
        refused(Run.of(command), ExitCode.INPUT, "is not empty");
    }

    @Test
    void nothingIsWrittenOver() {
        refused(Run.of("backup", backup, "--data", data), ExitCode.USAGE, "there is such a file already");
    }

    @Test
    void whatIsNoBackupRestoresNothing() throws IOException {
        byte[] whole = Files.readAllBytes(backup);
        Path fresh = Files.createDirectory(folder.resolve("fresh"));
        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
        refused(Run.of("restore", cut, "--data", fresh), ExitCode.INPUT, "is damaged, or no backup");
        refused(Run.of("restore", folder.resolve("none.zip"), "--data", fresh), ExitCode.INPUT, "no such file");
        assertThat(Run.of("keys", "list", "--data", fresh).out()).doesNotContain(key);
    }

    @Test
    void whereThereIsNoStoreThereIsNothingToCopy() {
        refused(Run.of("backup", folder.resolve("nothing.zip"), "--data", folder.resolve("nowhere")), ExitCode.INPUT,
                "there is none");
        refused(Run.of("import-store", "--from", folder.resolve("nowhere"), "--to", "sqlite:" + folder.resolve("x.db"),
                "--files", folder.resolve("x").toUri()), ExitCode.INPUT, "there is none");
        refused(Run.of("import-store", "--from", data, "--to", "no url", "--files", folder.toUri()), ExitCode.USAGE,
                "--to: is no URL");
        assertThat(folder.resolve("nothing.zip")).doesNotExist();
    }
}
