// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/** {@code sqlite:/absolute/path} or {@code sqlite:relative/path}. */
public final class SqliteFactory implements StoreFactory {
    /** The URL of a file. */
    public static URI url(Path file) {
        return URI.create("sqlite:" + file.toUri().getRawPath());
    }

    @Override
    public String scheme() { return "sqlite"; }

    @Override
    public Store open(URI url, InstantSource clock) {
        String path = url.isOpaque() ? url.getSchemeSpecificPart() : url.getPath();
        boolean plain = path != null && !path.isBlank() && url.getAuthority() == null && url.getRawFragment() == null
                && (url.isOpaque() || url.getRawQuery() == null);
        if (!plain) {
            throw Problem.usage(
                    "store: not the path of a file (got %s). Write it like sqlite:/path/store.db.".formatted(url))
                    .exception();
        }
        return SqliteStore.open(Path.of(path), clock);
    }
}
