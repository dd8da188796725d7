// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.server.http.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;

/**
 * Keeps a reserve of the disk free: for the database, and for the results of runs that were accepted. Whatever comes
 * from outside is refused before the reserve is touched.
 */
public final class Space {
    private static final long CHECK_EVERY = 1 << 20;

    private final BlobStore blobs;
    private final long reserve;

    public Space(BlobStore blobs, long reserve) {
        this.blobs = blobs;
        this.reserve = reserve;
    }

    /** Fails with 503 when no request should be accepted. */
    public void checkSubmit() {
        if (left() < 0) {
            throw Failure.flat(503, "insufficient_storage", "The server's disk is full. Submit again later.")
                    .header("retry-after", "30").header("x-fal-needs-retry", "1");
        }
    }

    /** Fails with 507 when so many bytes do not fit. */
    void check(long bytes) { if (left() < bytes) throw full(); }

    /** The stream, which fails with 507 when what came of it would touch the reserve. */
    InputStream guarded(InputStream in) {
        check(0);
        return new CountedStream(in, new IntConsumer() {
            private long unchecked;

            @Override
            public void accept(int n) {
                unchecked += n;
                if (unchecked < CHECK_EVERY) return;
                check(unchecked);
                unchecked = 0;
            }
        });
    }

    private long left() {
        try {
            return blobs.space() - reserve;
        } catch (IOException _) {
            return Long.MAX_VALUE; // the write itself will tell
        }
    }

    /** The answer to whoever sends what does not fit. */
    public static Failure full() {
        return Failure.flat(507, "insufficient_storage", "The server's disk is full. Send it again later.")
                .header("retry-after", "30");
    }
}
