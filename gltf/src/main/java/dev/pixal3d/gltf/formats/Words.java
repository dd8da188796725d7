// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;

/** Numbers in text formats. */
final class Words {
    private Words() {}

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
