// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.weights.WeightsFolder.Status;
import java.util.List;
import java.util.Locale;

/** What a pull would bring, as a table. */
final class PullTable {
    private PullTable() {}

    static void print(Console console, List<Status> plan) {
        long known = 0;
        for (Status status : plan) {
            known += Math.max(0, status.expected());
            console.out().printf(Locale.ROOT, "%-12s %-58s %14s %-10s %s%n", status.part().name(), status.file(),
                    status.expected() < 0 ? "?" : String.format(Locale.ROOT, "%,d", status.expected()),
                    status.state().name().toLowerCase(Locale.ROOT), status.part().source());
        }
        console.out().printf(Locale.ROOT, "%d files, %.1f GB%n", plan.size(), known / 1e9);
    }
}
