// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.queue.Submission;
import java.nio.charset.StandardCharsets;

/** Tells whether a repeated idempotency key came with the same request. */
public final class Digest {
    private Digest() {}

    /** SHA-256 of what a submission asks for. */
    public static byte[] ofInput(Submission s) {
        return Sha256.digest().digest((s.endpoint() + "\n" + s.input()).getBytes(StandardCharsets.UTF_8));
    }
}
