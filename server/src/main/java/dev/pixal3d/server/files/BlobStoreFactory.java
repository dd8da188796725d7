// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.net.URI;

/** Opens one kind of blob store; found through {@link java.util.ServiceLoader}. A new kind is a new implementation. */
public interface BlobStoreFactory {
    /** The scheme of the URLs it opens, in lower case, e.g. {@code file}. */
    String scheme();

    /**
     * Opens a store.
     *
     * @throws IOException
     *             when it cannot be used
     * @throws ProblemException
     *             when the URL has not the form of its scheme
     */
    BlobStore open(URI url) throws IOException;
}
