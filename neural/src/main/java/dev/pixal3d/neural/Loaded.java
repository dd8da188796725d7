// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

/**
 * A network that can be used until it is closed.
 *
 * @param release
 *            frees its weights, or puts it back where it stays loaded
 */
record Loaded<T>(T network, Runnable release) implements AutoCloseable {
    @Override
    public void close() { release.run(); }
}
