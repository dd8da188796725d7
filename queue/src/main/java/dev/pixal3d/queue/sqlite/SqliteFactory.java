// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.StoreFactory;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.queue.sql.SqlRows;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** {@code sqlite:/absolute/path} or {@code sqlite:relative/path}. */
public final class SqliteFactory implements StoreFactory {
    private static final SqlRows.Dialect ROWS = new SqlRows.Dialect("log_count", """
            (SELECT coalesce(key_id, '') AS key_id, idempotency_key AS key, input_hash AS hash, id FROM request
                WHERE idempotency_key IS NOT NULL) AS idempotency""", """
            UPDATE request SET idempotency_key = ?2, input_hash = ?3
            WHERE id = ?4 AND coalesce(key_id, '') = ?1""", List.of(), List.of());

    /** The URL of a file. */
    public static URI url(Path file) {
        return URI.create("sqlite:" + file.toUri().getRawPath());
    }

    @Override
    public String scheme() { return "sqlite"; }

    @Override
    public Store open(URI url, InstantSource clock) { return SqliteStore.open(file(url), clock); }

    @Override
    public StoreRows rows(URI url) {
        Path file = file(url);
        if (!Files.exists(file)) {
            throw new StoreException("store: there is none (got %s). Check --data or --store.".formatted(file));
        }
        try {
            return new SqlRows(Database.connect(file, false), ROWS);
        } catch (SQLException e) {
            throw new StoreException("store: %s cannot be opened (%s).".formatted(file, e.getMessage()), e);
        }
    }

    private static Path file(URI url) {
        String path = url.isOpaque() ? url.getSchemeSpecificPart() : url.getPath();
        boolean plain = path != null && !path.isBlank() && url.getAuthority() == null && url.getRawFragment() == null
                && (url.isOpaque() || url.getRawQuery() == null);
        if (!plain) {
            throw Problem.usage(
                    "store: not the path of a file (got %s). Write it like sqlite:/path/store.db.".formatted(url))
                    .exception();
        }
        return Path.of(path);
    }
}
