// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a disk (or quota) without space from other failures: Java has no type for it, only the system's words. */
public final class FullDisk {
    private static final int DEPTH = 10;

    private FullDisk() {}

    /** Whether a failure, or what caused it, was that no space is left. */
    public static boolean caused(Throwable failure) {
        @Nullable
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            if (is(cause)) return true;
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean is(Throwable failure) {
        if (failure instanceof StoreException e) return e.kind() == StoreException.Kind.FULL;
        if (!(failure instanceof IOException)) return false;
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("quota exceeded")
                || words.contains("not enough space");
    }
}
