// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.files.Backup;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStores;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A service's memory in one file. */
@Command(name = "backup", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Writes requests, keys, webhooks and files of a service into one zip file, as they are at one "
                + "moment; works while servers run. The file holds secrets: it is readable by you alone.",
        footer = {"", "Example:", "  pixal3d backup monday.zip --data /var/lib/pixal3d"})
final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The new file.")
    private Path file = Path.of("");

    @Mixin
    private StorageOptions storage = new StorageOptions();

    private final Console console;

    private BackupCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new BackupCommand(console)); }

    @Override
    public Integer call() throws IOException {
        try (StoreRows rows = Stores.rows(storage.store()); BlobStore blobs = BlobStores.open(storage.files())) {
            Backup.Counts counts = Backup.write(file, rows, blobs);
            console.say(counts.toString());
        } catch (FileAlreadyExistsException e) {
            throw Problem.usage("backup: there is such a file already (got " + file + "). Name another one.")
                    .exception();
        }
        console.out().println(file);
        return ExitCode.OK;
    }
}
