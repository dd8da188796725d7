// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Capital letters of five by seven pixels for labels. Drawn by hand so that pictures are the same on every machine and
 * need no installed fonts.
 */
final class PixelFont {
    static final int WIDTH = 6, HEIGHT = 7;
    /**
     * Each entry is a character and its rows from the top, two hexadecimal digits a row, the lowest bit at the right.
     */
    private static final String[] DRAWN = {"A0e11111f111111", "B1e11111e11111e", "C0e11101010110e", "D1e11111111111e",
            "E1f10101e10101f", "F1f10101e101010", "G0e11101711110e", "H1111111f111111", "I0e04040404040e",
            "J0702020202120c", "K11121418141211", "L1010101010101f", "M111b1515111111", "N11191513111111",
            "O0e11111111110e", "P1e11111e101010", "Q0e11111115120d", "R1e11111e141211", "S0f10100e01011e",
            "T1f040404040404", "U1111111111110e", "V111111110a0a04", "W11111115151b11", "X110a0404040a11",
            "Y110a0404040404", "Z1f01020408101f", "00e11131519110e", "1040c040404040e", "20e11010608101f",
            "31f02040201110e", "402060a121f0202", "51f101e0101110e", "60608101e11110e", "71f010204080808",
            "80e11110e11110e", "90e11110f01020c", ".00000000000c0c", ",000000000c0408", ":000c0c000c0c00",
            "-0000001f000000", "+0004041f040400", "/00010204081000", "(02040808080402", ")08040202020408",
            "%18190204081303", "=00001f001f0000", "_0000000000001f", "\u00b006090906000000", "'04040800000000",
            "#0a0a1f0a1f0a0a", "<02040810080402", ">08040201020408", "?0e110102040004", "!04040404040004",
            " 00000000000000"};
    private static final Map<Character, int[]> GLYPHS = glyphs();

    private PixelFont() {}

    /** Whether a pixel of a text is set; lower case is drawn as capitals, unknown characters as question marks. */
    static boolean at(String text, int x, int y) {
        int i = x / WIDTH, column = x % WIDTH;
        if (i >= text.length() || column == WIDTH - 1) return false;
        char c = text.toUpperCase(Locale.ROOT).charAt(i);
        int[] rows = GLYPHS.getOrDefault(c, GLYPHS.getOrDefault('?', new int[HEIGHT]));
        return (rows[y] >> WIDTH - 2 - column & 1) == 1;
    }

    private static Map<Character, int[]> glyphs() {
        Map<Character, int[]> map = new HashMap<>();
        for (String glyph : DRAWN) {
            int[] rows = new int[HEIGHT];
            for (int y = 0; y < HEIGHT; y++) rows[y] = Integer.parseInt(glyph, 1 + 2 * y, 3 + 2 * y, 16);
            map.put(glyph.charAt(0), rows);
        }
        return Map.copyOf(map);
    }
}
