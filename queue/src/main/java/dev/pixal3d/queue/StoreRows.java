// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that a store remembers, row by row and in a form that every kind of store reads and writes: for backups and for
 * moves from one kind to another. For one thread.
 */
public interface StoreRows extends AutoCloseable {
    /** Takes rows in an order in which they can be written again. */
    @FunctionalInterface
    interface Sink {
        /**
         * One row.
         *
         * @param values
         *            of the table's columns by their names: texts, whole numbers, truth values, bytes (in JSON text
         *            their base64) and null
         */
        void row(String table, ObjectNode values) throws IOException;
    }

    /**
     * Hands over all rows as they are at one moment, while the store goes on being used. What runs then is handed over
     * as waiting in its place, with the attempt not counted; what a node is just doing is nowhere.
     */
    void read(Sink sink) throws IOException;

    /** Fills an empty store, in one transaction that {@link Filling#commit} ends; without that nothing was written. */
    Filling fill();

    @Override
    void close();

    /** A store being filled. */
    interface Filling extends Sink, AutoCloseable {
        /** Makes it durable. */
        void commit();

        @Override
        void close();
    }
}
