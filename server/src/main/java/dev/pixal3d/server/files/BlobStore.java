// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Bytes under names: what a disk and an object store have in common. Names are parts of letters, digits and
 * {@code . _ + ~ -} with slashes between; a part is not only dots. Other names are an {@link IllegalArgumentException}.
 * A store that cannot be reached for now throws {@link UnavailableException}. Implementations are thread-safe; several
 * processes may use one store.
 */
public interface BlobStore extends AutoCloseable {
    /** What a name looks like. */
    Pattern NAME = Pattern.compile("(?!\\.+(?:/|$))[A-Za-z0-9._+~-]+(?:/(?!\\.+(?:/|$))[A-Za-z0-9._+~-]+)*");

    /**
     * Stores all of a stream, in place of what had the name before. Readers see the old bytes or the new ones, whole; a
     * stream that fails changes nothing. Durable when this returns.
     *
     * @return how many bytes there were
     */
    long put(String name, InputStream bytes) throws IOException;

    /** The bytes from a position on, empty at and beyond the end; no stream when there is no such blob. */
    Optional<InputStream> open(String name, long from) throws IOException;

    /** How many bytes; empty when there is no such blob. */
    OptionalLong size(String name) throws IOException;

    /**
     * An address from which anybody may read a blob for some minutes without this server; empty where there is none,
     * and its bytes are to be passed on.
     *
     * @param contentType
     *            what an answer from there calls the bytes
     * @param disposition
     *            its {@code Content-Disposition}
     */
    Optional<URI> link(String name, String contentType, String disposition) throws IOException;

    /** Removes a blob, if there is one. */
    void delete(String name) throws IOException;

    /** Names that begin with a prefix and were stored before a time, at most {@code limit}, in no order. */
    List<String> olderThan(Instant time, String prefix, int limit) throws IOException;

    /** Removes what puts that never ended left behind before a time. */
    void tidy(Instant time) throws IOException;

    /** How many bytes can still be stored; {@link Long#MAX_VALUE} where nobody knows. */
    long space() throws IOException;

    @Override
    void close();
}
