// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import java.util.concurrent.CancellationException;

/** The wish to stop a run. Any thread may cancel; the run asks often and ends with a {@link CancellationException}. */
public final class Cancellation {
    private volatile boolean cancelled;

    public void cancel() { cancelled = true; }

    public boolean isCancelled() { return cancelled; }

    /** Throws {@link CancellationException} once {@link #cancel} was called or the thread was interrupted. */
    public void check() {
        if (cancelled || Thread.currentThread().isInterrupted()) throw new CancellationException("cancelled");
    }
}
