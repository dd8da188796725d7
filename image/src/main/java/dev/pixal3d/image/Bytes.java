// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;

/** Bounds-checked numbers of a file: beyond its end is a damaged picture, not an index error. */
final class Bytes {
    private Bytes() {}

    static ProblemException damaged(String what) {
        return Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR,
                "image: the file is damaged or cut short (got %s). Open it in a viewer and save it again."
                        .formatted(what))
                .exception();
    }

    static void need(byte[] file, long from, long count) {
        if (from < 0 || count < 0 || from + count > file.length) {
            throw damaged("%d bytes where at least %d belong".formatted(file.length, from + count));
        }
    }

    static int u8(byte[] file, int at) {
        need(file, at, 1);
        return file[at] & 0xff;
    }

    static int be16(byte[] file, int at) {
        need(file, at, 2);
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }

    static long be32(byte[] file, int at) { return (long) be16(file, at) << 16 | be16(file, at + 2); }

    static int le16(byte[] file, int at) { return Short.toUnsignedInt(Short.reverseBytes((short) be16(file, at))); }

    static int le24(byte[] file, int at) { return le16(file, at) | u8(file, at + 2) << 16; }

    static long le32(byte[] file, int at) { return le16(file, at) | (long) le16(file, at + 2) << 16; }

    /** Whether four characters of ASCII stand there. */
    static boolean is(byte[] file, int at, String tag) {
        if (at + tag.length() > file.length) return false;
        for (int i = 0; i < tag.length(); i++) if (file[at + i] != tag.charAt(i)) return false;
        return true;
    }
}
