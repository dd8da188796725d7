// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import java.util.StringTokenizer;

/** Numbers in text formats. */
final class Words {
    private Words() {}

    /** The next number, which must be there. */
    static double number(String format, StringTokenizer words) {
        return number(format, next(words));
    }

    /** The next whole number, which must be there. */
    static int whole(String format, StringTokenizer words) {
        return whole(format, next(words));
    }

    private static String next(StringTokenizer words) { return words.hasMoreTokens() ? words.nextToken() : ""; }

    static double number(String format, String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw notA("number", format, word);
        }
    }

    static int whole(String format, String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw notA("whole number", format, word);
        }
    }

    private static RuntimeException notA(String what, String format, String word) {
        String shown = word.length() > 40 ? word.substring(0, 40) : word;
        return Problem.unusable("%s: a %s is missing (got \"%s\", allowed a %s). Export the file again."
                .formatted(format, what, shown, what)).exception();
    }
}
