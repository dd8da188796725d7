// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.core.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs in a folder. */
class FolderBlobsTest extends BlobStoreContract {
    @TempDir
    private Path directory;

    @Override
    protected BlobStore open() throws IOException { return BlobStores.open(directory.resolve("files").toUri()); }

    @Test
    void whatIsStoredIsForItsOwnerOnly() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "needs POSIX permissions");
        try (BlobStore blobs = open()) {
            blobs.put("b/00/x", new ByteArrayInputStream(new byte[3]));
        }
        try (Stream<Path> all = Files.walk(directory.resolve("files"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void draftsOfPutsThatNeverEndedAreTidiedAway() throws IOException {
        try (BlobStore blobs = open()) {
            Path draft = Files.createFile(directory.resolve("files/tmp/put123"));
            blobs.tidy(Instant.EPOCH);
            assertThat(draft).exists();
            blobs.tidy(Instant.MAX);
            assertThat(draft).doesNotExist();
            assertThat(blobs.olderThan(Instant.MAX, "", 10)).isEqualTo(List.of());
        }
    }

    @Test
    void unknownKindsAreNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> BlobStores.open(URI.create("ftp://host/x")))
                .isInstanceOf(ProblemException.class).hasMessageContaining("got ftp, allowed file");
        assertThatThrownBy(() -> BlobStores.open(URI.create("file://host/x?y"))).isInstanceOf(ProblemException.class)
                .hasMessageContaining("Write it like file:/path/");
    }
}
