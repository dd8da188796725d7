// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

/** What a long kernel tells and asks while it runs. Called from one thread at a time, often (at least every 100 ms). */
@FunctionalInterface
public interface Monitor {
    /** Ignores progress and never cancels. */
    Monitor NONE = (_, _) -> {};

    /**
     * Reports progress.
     *
     * @param step
     *            what is being done, in the field's words ("decimate")
     * @param fraction
     *            share done of this step, in [0, 1]
     * @throws java.util.concurrent.CancellationException
     *             when the work shall stop; the kernel lets it pass
     */
    void at(String step, double fraction);
}
