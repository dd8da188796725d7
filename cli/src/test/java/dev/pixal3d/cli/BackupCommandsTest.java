// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Sha256;
import dev.pixal3d.queue.Acl;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.queue.SubmitResult;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service remembers, through {@code backup} and {@code restore}, and through {@code import-store}. */
class BackupCommandsTest {
    private static final byte[] MODEL = "glTF and more".getBytes(StandardCharsets.US_ASCII);
    private static final String FILE = "b/00000000/abcdefghijklmnopqrstu_model.glb";

    @TempDir
    private Path folder;
    private Path data = Path.of("");
    private String credentials = "";
    private String ended = "";
    private String running = "";

    /** A key, a request that ended with a file, and one that runs. */
    @BeforeEach
    void fill() throws IOException {
        data = folder.resolve("data");
        credentials = Run.of("keys", "create", "--data", data).out().strip();
        try (Store store = Stores.open(DataFolder.store(data));
                BlobStore blobs = BlobStores.open(DataFolder.files(data))) {
            ended = submit(store);
            Lease lease = store.requests().claim("w", Duration.ofMinutes(1)).orElseThrow().lease();
            blobs.put(FILE, new ByteArrayInputStream(MODEL));
            store.requests().finish(lease, new Outcome.Succeeded("{\"seed\":7}"), Optional.empty(), List.of(),
                    List.of(new FileRecord(FILE, "model.glb", "model/gltf-binary", MODEL.length,
                            Sha256.hex(MODEL), Optional.of(ended),
                            Optional.empty(), Instant.now(), Optional.empty(), Acl.PUBLIC, FILE)));
            running = submit(store);
            assertThat(store.requests().claim("w", Duration.ofMinutes(1))).isPresent();
        }
    }

    private static String submit(Store store) {
        Submission submission = new Submission("fal-ai/pixal3d", "{\"seed\":7}", Optional.empty(), Priority.NORMAL,
                Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Map.of(), true,
                Submission.MAX_ATTEMPTS, Optional.empty(), Lifecycle.DEFAULT, Optional.empty());
        return ((SubmitResult.Accepted) store.requests().submit(submission)).request().id();
    }

    /** Everything is there, and what ran waits again. */
    private void check(URI store, URI files) throws IOException {
        try (Store there = Stores.open(store); BlobStore blobs = BlobStores.open(files)) {
            assertThat(new ApiKeys(there.keys(), Clock.systemUTC()).check(credentials)).isPresent();
            assertThat(there.requests().outcome(ended)).contains(new Outcome.Succeeded("{\"seed\":7}"));
            FileRecord file = there.files().ofRequest(ended).getFirst();
            try (InputStream bytes = blobs.open(file.blob(), 0).orElseThrow()) {
                assertThat(bytes.readAllBytes()).isEqualTo(MODEL);
            }
            assertThat(there.requests().claim("w", Duration.ofMinutes(1)).orElseThrow().lease().requestId())
                    .isEqualTo(running);
        }
    }

    @Test
    void aBackupComesBackIntoAnEmptyFolderAndIntoNoOther() throws IOException {
        Path zip = folder.resolve("no such folder yet").resolve("monday.zip");
        Run backup = Run.of("backup", zip, "--data", data);
        assertThat(backup.exitCode()).as(backup.err()).isZero();
        assertThat(backup.out().strip()).isEqualTo(zip.toString());
        Run again = Run.of("backup", zip, "--data", data);
        assertThat(again.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("such a file already");
        Path restored = folder.resolve("restored");
        Run restore = Run.of("restore", zip, "--data", restored);
        assertThat(restore.exitCode()).as(restore.err()).isZero();
        check(DataFolder.store(restored), DataFolder.files(restored));
        Run full = Run.of("restore", zip, "--data", data);
        assertThat(full.exitCode()).isNotZero();
        assertThat(full.err()).contains("empty");
    }

    @Test
    void aFileThatIsNoBackupRestoresNothing() throws IOException {
        Path zip = Files.writeString(folder.resolve("no.zip"), "PK\u0003\u0004 but no more");
        Path restored = folder.resolve("restored");
        assertThat(Run.of("restore", zip, "--data", restored).exitCode()).isNotZero();
        assertThat(Run.of("restore", folder.resolve("missing.zip"), "--data", restored).err())
                .contains("no such file");
    }

    @Test
    void aFolderIsCopiedToAnotherStoreAndStaysAsItIs() throws IOException {
        URI store = URI.create("sqlite:" + folder.resolve("elsewhere.db").toUri().getRawPath());
        URI files = DataFolder.files(folder.resolve("elsewhere"));
        Run imported = Run.of("import-store", "--from", data, "--to", store, "--files", files);
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        check(store, files);
        assertThat(Run.of("keys", "list", "--data", data).out()).contains(credentials.split(":")[0]);
        Run again = Run.of("import-store", "--from", data, "--to", store, "--files", files);
        assertThat(again.exitCode()).isNotZero();
        assertThat(Run.of("import-store", "--from", data, "--to", "no url", "--files", files).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
