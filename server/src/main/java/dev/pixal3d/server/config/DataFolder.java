// SPDX-License-Identifier: MIT
package dev.pixal3d.server.config;

import java.net.URI;
import java.nio.file.Path;

/** Where a server's data folder has what, unless it is told otherwise. */
public final class DataFolder {
    private DataFolder() {}

    /** The database. */
    public static URI store(Path dataDir) {
        return URI.create("sqlite:" + dataDir.resolve("pixal3d.db").toUri().getRawPath());
    }

    /** The bytes of uploaded and produced files. */
    public static URI files(Path dataDir) {
        // a folder that does not exist yet has a URL without the slash
        return URI.create(dataDir.resolve("files").toUri().toString().replaceFirst("/*$", "/"));
    }
}
