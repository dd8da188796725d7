// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import java.io.IOException;
import java.util.List;

/** Turns a worker's result into the stored one: brings output files to where they are served from. */
@FunctionalInterface
public interface Publisher {
    /** Keeps no files. */
    Publisher PLAIN = (_, _, done) -> new Published(done.output(), List.of());

    /**
     * A result whose bytes are stored.
     *
     * @param output
     *            the output object as JSON text
     * @param files
     *            records of its files, to be added in the transaction that ends the request: before that they do not
     *            exist for anybody
     */
    record Published(String output, List<FileRecord> files) {
        public Published { files = List.copyOf(files); }
    }

    /**
     * Stores the bytes of a result's files, under names that no other attempt has. Called in the supervising process
     * before the request is finished.
     */
    Published publish(RequestView request, Job job, Outcome.Succeeded done) throws IOException;

    /** Deletes the bytes again: the request was lost to another attempt, and nobody will ever hear of them. */
    default void discard(Published published) throws IOException {}
}
