// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HEIC and AVIF of 48 x 32 pixels in four quarters, red, green, blue and yellow, written by libheif's own encoder; the
 * left 8 columns of the one with transparency are transparent. Where libheif is not installed only what is said of that
 * is tested.
 */
class HeifDecoderTest {
    private static final int[][] QUARTERS = {{230, 30, 20}, {20, 200, 40}, {30, 40, 220}, {240, 220, 30}};
    private static final int LOSS = 8;
    private static final int FUZZED = 300;

    private static byte[] file(String name) throws IOException {
        try (InputStream in = HeifDecoderTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"quarters.heic, HEIC, false", "quarters-alpha.avif, AVIF, true", "quarters-10bit.avif, AVIF, false"})
    void everyPixelHasItsColour(String name, ImageFormat format, boolean transparent) throws IOException {
        byte[] file = file(name);
        if (LibHeif.installed().isEmpty()) {
            assertThatThrownBy(() -> ImageDecoder.decode(file)).isInstanceOf(ProblemException.class)
                    .hasMessageContainingAll(format.name(), "libheif", "apt-get install libheif1");
            return;
        }
        assertThat(ImageHeader.probe(file)).isEqualTo(new ImageHeader(format, 48, 32, 1, 1));
        RgbaImage image = ImageDecoder.decode(file);
        assertThat(image.width()).isEqualTo(48);
        assertThat(image.height()).isEqualTo(32);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 48; x++) {
                int at = 4 * (48 * y + x);
                int alpha = transparent && x < 8 ? 0 : 255;
                assertThat(image.pixels()[at + 3] & 0xff).as("alpha at %d, %d", x, y).isCloseTo(alpha, within(LOSS));
                // codecs ring at edges, by colours that nobody sees
                if (alpha == 0 || Math.abs(x - 24) < 3 || Math.abs(y - 16) < 3 || transparent && x < 12) continue;
                int[] wanted = QUARTERS[(x >= 24 ? 1 : 0) + (y >= 16 ? 2 : 0)];
                for (int c = 0; c < 3; c++) {
                    assertThat(image.pixels()[at + c] & 0xff).as("colour %d at %d, %d", c, x, y)
                            .isCloseTo(wanted[c], within(LOSS));
                }
            }
        }
    }

    @Test
    void largePicturesAreScaledAndTooLargeOnesRefused() throws IOException {
        assumeThat(LibHeif.installed()).isPresent();
        byte[] file = file("quarters.heic");
        RgbaImage small = ImageDecoder.decode(file, new ImageLimits(1 << 20, 100, 10_000, 400));
        assertThat(small.width()).isLessThan(48);
        assertThat(small.pixels()[0] & 0xff).isCloseTo(230, within(LOSS));
        assertThatThrownBy(() -> ImageDecoder.decode(file, new ImageLimits(1 << 20, 40, 10_000, 10_000)))
                .isInstanceOf(ProblemException.class).hasMessageStartingWith("image:");
    }

    @Test
    void damagedFilesGiveAPictureOrAClearError() throws IOException {
        assumeThat(LibHeif.installed()).isPresent();
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < FUZZED; i++) {
            byte[] file = file(i % 2 == 0 ? "quarters.heic" : "quarters-alpha.avif");
            for (int k = random.nextInt(4); k >= 0; k--)
                file[12 + random.nextInt(file.length - 12)] ^= (byte) (1 + random.nextInt(255));
            if (random.nextInt(4) == 0) file = Arrays.copyOf(file, 12 + random.nextInt(file.length - 12));
            try {
                ImageDecoder.decode(file, new ImageLimits(1 << 20, 1000, 100_000, 100_000));
            } catch (ProblemException e) {
                assertThat(e.getMessage()).startsWith("image:").contains(". ");
                refused++;
            }
        }
        assertThat(refused).isBetween(FUZZED / 10, FUZZED - 1);
    }
}
