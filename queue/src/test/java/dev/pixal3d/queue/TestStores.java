// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import dev.pixal3d.queue.sqlite.SqliteFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The store under test, known by its URL alone: the tests of this package are the contract that every kind of store
 * must keep. {@code -Dpixal3d.test.store=URL} runs them on another one; {@code {folder}} in the URL becomes a new
 * folder.
 */
final class TestStores {
    private TestStores() {}

    static Store open(Path folder, InstantSource clock) { return Stores.open(url(folder), clock); }

    private static URI url(Path folder) {
        String given = System.getProperty("pixal3d.test.store", "");
        return given.isEmpty()
                ? SqliteFactory.url(folder.resolve("store.db"))
                : URI.create(given.replace("{folder}", folder.toUri().getRawPath()));
    }
}
