// SPDX-License-Identifier: MIT
package dev.pixal3d.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a server's data folder has what. */
public final class DataFolder {
    private DataFolder() {}

    /** The database; makes the folder. */
    public static Path database(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dataDir.resolve("pixal3d.db");
    }

    /** Uploaded and produced files. */
    public static Path files(Path dataDir) { return dataDir.resolve("files"); }
}
