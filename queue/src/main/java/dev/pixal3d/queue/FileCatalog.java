// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is known about stored files; their bytes are the caller's. Write the bytes first, then the record. */
public interface FileCatalog {
    /** Adds a record in place of what was reserved for it; false, and nothing changes, when its key is taken. */
    boolean add(FileRecord file);

    /** The sum of the sizes of a key's files; without a key, of those that belong to none. */
    long bytesOf(Optional<String> keyId);

    /**
     * Sets bytes aside before they come, so that whoever else stores for the same key, wherever, sees them counted. It
     * takes the place of an earlier reservation for the same part; one for the whole takes that of its parts.
     *
     * @param limit
     *            how much the key's files and reservations may come to
     * @param time
     *            after which it no longer counts, should nobody end it
     * @return false, and nothing changes, when it would be more than that
     */
    boolean reserve(Reservation reservation, long limit, Duration time);

    /** Ends a reservation, if there is one; its size does not matter. */
    void release(Reservation reservation);

    /** The record, also when it has expired (see {@link FileRecord#expired}) but was not swept yet. */
    Optional<FileRecord> find(String key);

    /** The files of a request: its outputs, and what its input brought along. */
    List<FileRecord> ofRequest(String requestId);

    /** Makes a file one of a request's. */
    void assign(String key, String requestId);

    /** Expired files, longest expired first: delete the bytes, then {@link #delete} the record. */
    List<FileRecord> expired(int limit);

    /** Forgets a file; false when unknown. */
    boolean delete(String key);
}
