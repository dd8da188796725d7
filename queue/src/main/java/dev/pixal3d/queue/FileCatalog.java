// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.util.List;
import java.util.Optional;

/** What is known about stored files; their bytes are the caller's. Write the bytes first, then the record. */
public interface FileCatalog {
    /** Adds a record; false, and nothing changes, when there is one of that key. */
    boolean add(FileRecord file);

    /** The sum of the sizes of a key's files; without a key, of those that belong to none. */
    long bytesOf(Optional<String> keyId);

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
