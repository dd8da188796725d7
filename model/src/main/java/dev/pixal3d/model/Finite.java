// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Tensor;

/**
 * Finds values that are no numbers where a stage or a decoder ends, so that they do not pass for an empty picture or a
 * finished model. Looks at the least and the greatest value, which are NaN if any value is: no copy, two values read
 * back.
 */
public final class Finite {
    private Finite() {}

    /**
     * The same tensor.
     *
     * @param what
     *            the network and what it gave, for the error
     * @throws NotFiniteException
     *             when any value is NaN or infinite
     */
    public static Tensor require(String what, Tensor values) {
        if (values.numel() > 0) require(what, values.least(), values.greatest());
        return values;
    }

    /** The same array; as {@link #require(String, Tensor)}. */
    public static float[] require(String what, float[] values) {
        for (float value : values) require(what, value, value);
        return values;
    }

    private static void require(String what, double least, double greatest) {
        if (Double.isFinite(least) && Double.isFinite(greatest)) return;
        throw new NotFiniteException(what + ": has values that are no numbers (got " + least + " to " + greatest
                + ", allowed finite ones)");
    }
}
