// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import java.time.Duration;

/**
 * How to unwrap.
 *
 * @param coneDegrees
 *            largest angle between a face and the axis of its chart, in (0, 90)
 * @param padding
 *            free texels around each chart (twice this between charts); lowered when there are too many charts
 * @param timeLimit
 *            when charts that are still not flat after this time are only projected and cut; the work is bounded
 *            without it, so results do not depend on it in ordinary use ({@link UnwrapStats#timedOut} says when they
 *            did)
 */
public record UnwrapOptions(double coneDegrees, int padding, Duration timeLimit) {
    public UnwrapOptions {
        if (!(coneDegrees > 0 && coneDegrees < 90)) {
            throw new IllegalArgumentException(
                    "unwrap: the cone is out of range (got %s, allowed above 0 and below 90). 75 is a good value."
                            .formatted(coneDegrees));
        }
        if (padding < 0 || padding > 64) {
            throw new IllegalArgumentException(
                    "unwrap: the padding is out of range (got %d, allowed 0 to 64). 2 is a good value."
                            .formatted(padding));
        }
    }

    /** What suits a texture of that size. */
    public static UnwrapOptions forTexture(int textureSize) {
        return new UnwrapOptions(75, textureSize >= 4096 ? 4 : 2, Duration.ofSeconds(60));
    }
}
