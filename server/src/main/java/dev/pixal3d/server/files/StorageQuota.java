// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.server.http.Failure;
import java.io.InputStream;
import java.util.Optional;

/** How many bytes a key may have stored; all callers without a key count as one. */
public final class StorageQuota {
    private final FileCatalog catalog;
    private final long limit;

    public StorageQuota(FileCatalog catalog, long limit) {
        this.catalog = catalog;
        this.limit = limit;
    }

    /** Fails when a key has stored all that it may, so that a run's result would go beyond it. */
    public void check(Optional<String> keyId) {
        if (limit < Long.MAX_VALUE && catalog.bytesOf(keyId) >= limit) throw used();
    }

    /** The stream, which fails when its key may not store so much more. */
    InputStream guarded(InputStream in, Optional<String> keyId) {
        if (limit == Long.MAX_VALUE) return in;
        check(keyId);
        long[] count = {catalog.bytesOf(keyId)};
        return new CountedStream(in, n -> {
            count[0] += n;
            if (count[0] > limit) throw used();
        });
    }

    private Failure used() {
        return Failure.flat(507, "storage_quota_exceeded",
                "The key has stored all that it may (%d bytes). Delete files, or let them expire.".formatted(limit));
    }
}
