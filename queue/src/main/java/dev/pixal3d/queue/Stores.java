// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Opens stores by their URL, whatever their kind. */
public final class Stores {
    private Stores() {}

    /** The same with the machine's clock. */
    public static Store open(URI url) {
        return open(url, InstantSource.system());
    }

    /**
     * Opens the store at a URL.
     *
     * @throws StoreException
     *             see {@link StoreFactory#open}
     * @throws IllegalArgumentException
     *             when no kind of store has the URL's scheme, or it has not that kind's form
     */
    public static Store open(URI url, InstantSource clock) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        ServiceLoader<StoreFactory> kinds = ServiceLoader.load(StoreFactory.class, Stores.class.getClassLoader());
        return kinds.stream().map(ServiceLoader.Provider::get).filter(kind -> kind.scheme().equals(scheme)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "store: unknown kind (got %s, allowed %s). Write its URL like sqlite:/path/store.db."
                                .formatted(scheme, ServiceLoader.load(StoreFactory.class, Stores.class.getClassLoader())
                                        .stream().map(k -> k.get().scheme()).sorted()
                                        .collect(Collectors.joining(", ")))))
                .open(url, clock);
    }
}
