// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.Plane;
import java.util.function.UnaryOperator;

/** Independent pieces of work side by side. */
final class Tasks {
    private Tasks() {}

    /** Runs all; returns when all are done. */
    static void all(Parallel parallel, Runnable... tasks) {
        parallel.range(tasks.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) tasks[i].run();
        });
    }

    /** Applies a kernel to each channel. */
    static Plane[] each(Parallel parallel, Plane[] channels, UnaryOperator<Plane> kernel) {
        Plane[] out = new Plane[channels.length];
        parallel.range(channels.length, 1, (from, to) -> {
            for (int c = from; c < to; c++) out[c] = kernel.apply(channels[c]);
        });
        return out;
    }
}
