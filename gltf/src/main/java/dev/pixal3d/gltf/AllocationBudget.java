// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;

/**
 * Bounds what a file may make its reader allocate: a few bytes of JSON can claim billions of elements, or draw one mesh
 * from many nodes. Counts numbers of four bytes.
 */
final class AllocationBudget {
    private static final long FLOOR = 4L << 20, CEILING = 256L << 20;
    private static final int PER_BYTE = 16;

    private final long allowed;
    private long spent;

    AllocationBudget(long fileBytes) { allowed = Math.min(CEILING, FLOOR + PER_BYTE * fileBytes); }

    /** Asks for room before it is allocated. */
    int take(long numbers, String where) {
        spent += Math.max(0, numbers);
        if (numbers < 0 || spent > allowed) {
            throw Problem.unusable(
                    ("%s: more geometry than is read from a file of this size (got over %d numbers, allowed %d). "
                            + "Export it with less compression or fewer copies of a mesh.")
                            .formatted(where, allowed, allowed))
                    .exception();
        }
        return Math.toIntExact(numbers);
    }
}
