// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.net.URI;
import java.time.InstantSource;

/** Opens one kind of store; found through {@link java.util.ServiceLoader}. A new kind is a new implementation. */
public interface StoreFactory {
    /** The scheme of the URLs it opens, in lower case, e.g. {@code sqlite}. */
    String scheme();

    /**
     * Opens the store at a URL, makes it when there is none, and brings it to this program's schema.
     *
     * @throws StoreException
     *             when it cannot be used, with {@link StoreException.Kind#DAMAGED} when something is stored there that
     *             must not be written over
     * @throws dev.pixal3d.core.ProblemException
     *             when the URL has not the form of its scheme
     */
    Store open(URI url, InstantSource clock);

    /**
     * Opens the rows of a store that is there and has this program's schema, beside whoever uses it.
     *
     * @throws StoreException
     *             when there is none, or it cannot be used
     */
    StoreRows rows(URI url);
}
