// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

/**
 * Memory that reading a pickle may take, in proportion to its size. A pickle can name the same value any number of
 * times and so ask for far more memory than it has bytes; real checkpoints build 4 to 6 times their pickle's size.
 */
final class PickleBudget {
    /** An object with its slot on the stack or in a collection, about. */
    static final long OBJECT = 32;
    /** An entry of a dictionary or of the memo, about. */
    static final long ENTRY = 64;
    private static final long BASE = 1L << 20;
    private static final long FACTOR = 16;

    private final String where;
    private final long total;
    private long left;

    private PickleBudget(String where, long total) {
        this.where = where;
        this.total = total;
        this.left = total;
    }

    /** What a pickle of that many bytes may take. */
    static PickleBudget of(String where, long pickleBytes) {
        return new PickleBudget(where, BASE + FACTOR * pickleBytes);
    }

    /**
     * @throws TorchException
     *             when more is asked for than there is
     */
    void spend(long bytes) {
        left -= bytes;
        if (left >= 0) return;
        throw new TorchException(where + ": the pickle asks for much more memory than it has bytes (allowed " + total
                + " bytes). It is not loaded; use the publisher's file or safetensors.");
    }
}
