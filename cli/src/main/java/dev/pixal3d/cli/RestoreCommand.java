// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A service's memory back from a file. */
@Command(name = "restore", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Reads what pixal3d backup wrote into an empty store, of the same kind or another one, before a "
                + "server uses it. What ran waits again; counts and every file's hash are checked, and all or nothing "
                + "is restored.",
        footer = {"", "Example:", "  pixal3d restore monday.zip --data /var/lib/pixal3d"})
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "What pixal3d backup wrote.")
    private Path file = Path.of("");

    @Mixin
    private StorageOptions storage = new StorageOptions();

    private final Console console;

    private RestoreCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new RestoreCommand(console)); }

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Problem.unusable(file + ": no such file. Check the path.").exception();
        }
        // makes the tables, which rows are written into
        Stores.open(storage.store()).close();
        try (StoreRows rows = Stores.rows(storage.store()); BlobStore blobs = BlobStores.open(storage.files())) {
            console.say(Restore.read(file, rows, blobs).toString());
        }
        return ExitCode.OK;
    }
}
