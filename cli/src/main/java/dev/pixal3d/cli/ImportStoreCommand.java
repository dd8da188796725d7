// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.Restore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From one machine's folder to the stores that many share. */
@Command(name = "import-store", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Copies requests, keys, webhooks and files of a data folder into an empty database and a store "
                + "of files. The folder stays as it is; stop its server first, so that nothing is added meanwhile.",
        footer = {"", "Example:", "  pixal3d import-store --from ~/.pixal3d --to postgres://pixal3d@db/pixal3d \\",
                "      --files s3://models?region=eu-central-1"})
final class ImportStoreCommand implements Callable<Integer> {
    @Option(names = "--from", required = true, paramLabel = "FOLDER", description = "The data folder of the server.")
    private Path from = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "URL", description = "The empty store, as in serve --store.")
    private String to = "";

    @Option(names = "--files", required = true, paramLabel = "URL",
            description = "Where the bytes of files go, as in serve --files.")
    private String files = "";

    private final Console console;

    private ImportStoreCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new ImportStoreCommand(console)); }

    private static URI url(String option, String text) {
        // without the text: it may hold a password
        return UrlOption.of(text).orElseThrow(
                () -> Problem.usage(option + ": is no URL. Write it as for pixal3d serve.").exception());
    }

    @Override
    public Integer call() throws IOException {
        URI store = url("--to", to);
        try (StoreRows source = Stores.rows(DataFolder.store(from));
                BlobStore old = BlobStores.open(DataFolder.files(from))) {
            Stores.open(store).close();
            try (StoreRows rows = Stores.rows(store); BlobStore blobs = BlobStores.open(url("--files", files))) {
                console.say(Restore.copy(source, old, rows, blobs).toString());
            }
        }
        return ExitCode.OK;
    }
}
