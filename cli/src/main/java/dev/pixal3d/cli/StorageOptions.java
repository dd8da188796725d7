// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.server.config.DataFolder;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where a service keeps its requests and keys, and the bytes of its files. */
final class StorageOptions {
    @Option(names = "--data", paramLabel = "FOLDER", scope = CommandLine.ScopeType.INHERIT,
            description = "The service's own folder: requests, files and keys, unless --store and --files say "
                    + "otherwise, and what is under way. Default: $PIXAL3D_DATA or ~/.pixal3d.")
    private Path data = defaultData();

    @Option(names = "--store", paramLabel = "URL", scope = CommandLine.ScopeType.INHERIT,
            description = "Where requests and keys are kept: sqlite:/path/store.db, or "
                    + "postgres://user@host:port/database, which many machines may share and whose password is in "
                    + "$PGPASSWORD or the file ~/.pgpass. "
                    + "Default: in --data.")
    private String store = "";

    @Option(names = "--files", paramLabel = "URL", scope = CommandLine.ScopeType.INHERIT,
            description = "Where the bytes of files are kept, e.g. file:/path/files/ or "
                    + "s3://bucket/prefix?endpoint=https://host&region=name. Default: in --data.")
    private String files = "";

    static Path defaultData() {
        String named = System.getenv("PIXAL3D_DATA");
        return named == null || named.isBlank() ? Path.of(System.getProperty("user.home"), ".pixal3d") : Path.of(named);
    }

    /** The service's own folder. */
    Path data() { return data; }

    /** The URL of requests and keys, see {@link dev.pixal3d.queue.Stores}. */
    URI store() {
        return store.isBlank() ? DataFolder.store(data) : url("--store", store, "sqlite:/path/store.db");
    }

    /** The URL of the files' bytes, see {@link dev.pixal3d.server.files.BlobStores}. */
    URI files() {
        return files.isBlank() ? DataFolder.files(data) : url("--files", files, "file:/path/files/");
    }

    /** Fails unless both are where other machines reach them too. */
    void checkShared() {
        if (store.isBlank() || "sqlite".equalsIgnoreCase(store().getScheme())) {
            throw Problem.usage("--store: a node needs the store that its servers use, which SQLite cannot share "
                    + "between machines (got " + (store.isBlank() ? "none" : "sqlite")
                    + "). Write --store postgres://user@host/database, or use pixal3d serve --workers N.").exception();
        }
        if (files.isBlank()) {
            throw Problem.usage("--files: a node needs the files that its servers use (got none). Write --files "
                    + "s3://bucket/prefix, or file:/path/files/ of a folder that all machines share.").exception();
        }
    }

    private static URI url(String option, String text, String example) {
        // without the text: it may hold a password
        return UrlOption.of(text).orElseThrow(
                () -> Problem.usage(option + ": is no URL. Write it like " + example + ".").exception());
    }
}
