// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** Opens blob stores by their URL, whatever their kind. */
public final class BlobStores {
    private BlobStores() {}

    /**
     * Opens a store.
     *
     * @throws IOException
     *             when it cannot be used
     * @throws ProblemException
     *             when no kind of store has the URL's scheme, or the URL has not the form of its scheme
     */
    public static BlobStore open(URI url) throws IOException {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        List<BlobStoreFactory> kinds = ServiceLoader
                .load(BlobStoreFactory.class, BlobStores.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get).toList();
        for (BlobStoreFactory kind : kinds) if (kind.scheme().equals(scheme)) return kind.open(url);
        throw Problem.usage("--files: unknown kind of store (got %s, allowed %s). Write a URL like file:/path/."
                .formatted(scheme, String.join(", ", kinds.stream().map(BlobStoreFactory::scheme).sorted().toList())))
                .exception();
    }
}
