// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One attempt of one request, as a worker sees it.
 *
 * @param requestId
 *            the request
 * @param attempt
 *            from 1
 * @param endpoint
 *            the endpoint id
 * @param directory
 *            an absolute, private, empty-but-for-the-input directory: output files go here and are gone after the
 *            outcome was published
 */
public record Job(String requestId, int attempt, String endpoint, Path directory) {
    static final String INPUT = "input.json";

    /** The input object as JSON text. */
    public String input() {
        try {
            return Files.readString(directory.resolve(INPUT));
        } catch (IOException e) {
            throw new UncheckedIOException("job " + requestId + ": input cannot be read", e);
        }
    }
}
