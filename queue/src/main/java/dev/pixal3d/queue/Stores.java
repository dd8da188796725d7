// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
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
     * @throws ProblemException
     *             when no kind of store has the URL's scheme, or it has not that kind's form
     */
    public static Store open(URI url, InstantSource clock) { return kind(url).open(url, clock); }

    /** The rows of a store that is there, see {@link StoreFactory#rows}. */
    public static StoreRows rows(URI url) {
        return kind(url).rows(url);
    }

    private static StoreFactory kind(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        ServiceLoader<StoreFactory> kinds = ServiceLoader.load(StoreFactory.class, Stores.class.getClassLoader());
        List<StoreFactory> all = kinds.stream().map(ServiceLoader.Provider::get).toList();
        return all.stream().filter(kind -> kind.scheme().equals(scheme)).findFirst()
                .orElseThrow(() -> Problem.usage(
                        "store: unknown kind (got %s, allowed %s). Write its URL like sqlite:/path/store.db."
                                .formatted(scheme,
                                        all.stream().map(StoreFactory::scheme).sorted()
                                                .collect(Collectors.joining(", "))))
                        .exception());
    }
}
