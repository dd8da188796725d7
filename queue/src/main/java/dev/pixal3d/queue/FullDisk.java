// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells a disk (or quota) without space from other failures: Java has no type for it, only the system's words. */
public final class FullDisk {
    private FullDisk() {}

    /** Whether a failure, or what caused it, was that no space is left. */
    public static boolean caused(Throwable failure) {
        return Stream.iterate(failure, java.util.Objects::nonNull, Throwable::getCause).limit(10)
                .anyMatch(FullDisk::is);
    }

    private static boolean is(Throwable failure) {
        if (failure instanceof StoreException e) return e.kind() == StoreException.Kind.FULL;
        if (!(failure instanceof IOException)) return false;
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("no space left") || words.contains("quota exceeded")
                || words.contains("not enough space");
    }
}
