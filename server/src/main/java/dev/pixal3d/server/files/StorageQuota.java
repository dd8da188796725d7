// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.queue.Reservation;
import dev.pixal3d.server.http.Failure;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * How many bytes a key may have stored; all callers without a key count as one. What comes in is reserved in the store
 * before it is taken, so that uploads to any number of servers together stay within it.
 */
public final class StorageQuota {
    /** Longer than an upload URL is good for; what a server that died had reserved is free again after it. */
    private static final Duration TIME = Duration.ofHours(3);
    /** How much is reserved at a time where nobody says how much will come. */
    private static final long STEP = 4 << 20;

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

    /**
     * Sets aside what a file, or a part of one, will need.
     *
     * @param part
     *            its number, or {@link Reservation#WHOLE}
     * @param announced
     *            how many bytes its sender says there are; 0 when it does not say
     * @throws Failure
     *             when its key may not store so much more
     */
    public Share share(Optional<String> keyId, String file, int part, long announced) {
        return new Share(new Reservation(keyId, file, part, announced));
    }

    /** What is set aside for one stream. Closing frees it, unless it is kept: a file's record stands for it by then. */
    public final class Share implements AutoCloseable {
        private Reservation held;
        private long taken;
        private boolean kept;

        private Share(Reservation first) {
            this.held = first;
            hold(first.bytes());
        }

        private void hold(long bytes) { if (!tryHold(bytes)) throw used(); }

        private boolean tryHold(long bytes) {
            if (limit == Long.MAX_VALUE) return true;
            Reservation wanted = new Reservation(held.keyId(), held.file(), held.part(), bytes);
            if (!catalog.reserve(wanted, limit, TIME)) return false;
            held = wanted;
            return true;
        }

        /** The stream, which fails when its key may not store so much. */
        InputStream guarded(InputStream in) {
            return limit == Long.MAX_VALUE ? in : new CountedStream(in, this::take);
        }

        private void take(int n) {
            taken += n;
            if (taken > held.bytes() && !tryHold(taken + STEP)) hold(taken);
        }

        /** Leaves the reservation for later: for a part, whose file is not there yet. */
        void keep() {
            hold(taken);
            kept = true;
        }

        @Override
        public void close() { if (!kept && limit < Long.MAX_VALUE) catalog.release(held); }
    }

    private Failure used() {
        return Failure.flat(507, "storage_quota_exceeded",
                "The key has stored all that it may (%d bytes). Delete files, or let them expire.".formatted(limit));
    }
}
