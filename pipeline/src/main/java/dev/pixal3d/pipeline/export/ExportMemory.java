// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.voxel.OVoxel;

/**
 * What an export needs at least, so that one that cannot succeed is refused before it works for a minute. Measured by
 * narrowing the heap: a volume of 3.2 million triangles is exported with 400 MB and not with 300 MB, one of 7.2 million
 * with 1200 MB and not with 800 MB. The bound lies below both, so that nothing is refused that could have been done.
 */
final class ExportMemory {
    private static final long BYTES_PER_TRIANGLE = 105;
    private static final long BYTES_PER_TEXEL = 20;
    private static final long MEBIBYTE = 1 << 20;

    private ExportMemory() {}

    /** Triangles of the surface that a volume's crossed edges make, at most. */
    static long triangles(OVoxel voxels) {
        long walls = 0;
        for (byte flags : voxels.crossed()) walls += Integer.bitCount(flags & 7);
        return 2 * walls;
    }

    /**
     * Refuses what cannot fit.
     *
     * @param triangles
     *            of the full-resolution surface
     * @param heap
     *            bytes the program may use
     * @throws dev.pixal3d.core.ProblemException
     *             when it cannot fit
     */
    static void check(long triangles, int textureSize, long heap) {
        long surface = triangles * BYTES_PER_TRIANGLE;
        long textures = (long) textureSize * textureSize * BYTES_PER_TEXEL;
        if (Math.max(surface, textures) <= heap) return;
        String remedy = surface > heap
                ? "Choose a smaller resolution, or give the program more memory."
                : "Choose a smaller texture_size, or give the program more memory.";
        throw new Problem.General(Problem.Kind.INTERNAL_SERVER_ERROR,
                "memory: a surface of %,d triangles with %d textures needs at least %d MiB (got %d MiB). %s".formatted(
                        triangles, textureSize, Math.max(surface, textures) / MEBIBYTE, heap / MEBIBYTE, remedy))
                .exception();
    }
}
