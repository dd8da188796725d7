// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;

/** Runs rows of a texture in parallel and looks at the monitor between bands. */
final class Bands {
    private static final int ROWS = 128;

    private Bands() {}

    static void run(int rows, String step, RunContext context, Parallel.Body body) {
        for (int start = 0; start < rows; start += ROWS) {
            context.at(step, (double) start / rows);
            int offset = start;
            context.parallel().range(Math.min(ROWS, rows - start), 2,
                    (from, to) -> body.run(offset + from, offset + to));
        }
    }
}
