// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.image.CutoutFacts.Edge;
import org.junit.jupiter.api.Test;

class CutoutFactsTest {
    /** An opaque box in a transparent picture of 200 by 100. */
    private static RgbaImage box(int left, int top, int right, int bottom) {
        byte[] pixels = new byte[4 * 200 * 100];
        for (int y = top; y < bottom; y++) { for (int x = left; x < right; x++) pixels[4 * (200 * y + x) + 3] = -1; }
        return new RgbaImage(200, 100, pixels);
    }

    @Test
    void measuresTheObject() {
        CutoutFacts facts = CutoutFacts.of(box(20, 30, 120, 80));
        assertThat(facts.width()).isEqualTo(100);
        assertThat(facts.height()).isEqualTo(50);
        assertThat(facts.share()).isEqualTo(0.25);
        assertThat(facts.touched()).isEmpty();
    }

    @Test
    void namesTheEdgesThatTheObjectRunsInto() {
        assertThat(CutoutFacts.of(box(0, 30, 120, 100)).touched()).containsExactly(Edge.LEFT, Edge.BOTTOM);
        assertThat(CutoutFacts.of(box(50, 0, 200, 50)).touched()).containsExactly(Edge.RIGHT, Edge.TOP);
        assertThat(CutoutFacts.of(box(0, 0, 200, 100)).touched()).hasSize(4);
    }

    @Test
    void aTipAtAnEdgeIsNoCut() {
        assertThat(CutoutFacts.of(box(50, 0, 53, 50)).touched()).as("3 of 200 pixels").isEmpty();
        assertThat(CutoutFacts.of(box(50, 0, 54, 50)).touched()).as("4 of 200 pixels").containsExactly(Edge.TOP);
    }

    @Test
    void anEmptyPictureHasNoObject() {
        assertThat(CutoutFacts.of(box(0, 0, 0, 0)).json()).containsEntry("width", 0).containsEntry("share", 0.0);
    }
}
