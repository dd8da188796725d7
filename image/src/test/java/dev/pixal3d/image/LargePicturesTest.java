// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of any size scale themselves, in memory that does not grow with them. */
class LargePicturesTest {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 40;
    /** Leaves 2440 pixels no more than 90: the sides are divided by 6. */
    private static final ImageLimits SMALL = new ImageLimits(1 << 20, 4096, 1 << 20, 270);
    private static final int FACTOR = 6;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pngIsAveragedInBothOrders(boolean interlaced) {
        RgbaImage whole = Pictures.noisy(WIDTH, HEIGHT, true);
        byte[] file = ImageFiles.platform(ImageFiles.buffered(whole, BufferedImage.TYPE_INT_ARGB), "png", interlaced);
        RgbaImage scaled = ImageDecoder.decode(file, SMALL);
        assertThat(scaled.width()).isEqualTo(11);
        assertThat(scaled.height()).isEqualTo(7);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 11; x++) for (int c = 0; c < 4; c++) {
                assertThat((double) scaled.at(x, y, c)).as("%d, %d, %d", x, y, c)
                        .isCloseTo(mean(whole, x, y, c), Offset.offset(0.51));
            }
        }
    }

    /** Of a square of pixels, colours weighted by their alpha. */
    private static double mean(RgbaImage image, int column, int row, int channel) {
        double sum = 0, weight = 0;
        for (int y = row * FACTOR; y < Math.min(HEIGHT, (row + 1) * FACTOR); y++) {
            for (int x = column * FACTOR; x < Math.min(WIDTH, (column + 1) * FACTOR); x++) {
                double share = channel == 3 ? 1 : image.at(x, y, 3);
                sum += share * image.at(x, y, channel);
                weight += share;
            }
        }
        return weight == 0 ? 0 : sum / weight;
    }

    @ParameterizedTest
    @CsvSource({"jpeg, false", "jpeg, true", "gif, false", "gif, true", "bmp, false", "tiff, false"})
    void otherFormatsKeepEverySixthPixel(String format, boolean progressive) {
        BufferedImage rgb = ImageFiles.buffered(Pictures.smooth(WIDTH, HEIGHT), BufferedImage.TYPE_INT_RGB);
        byte[] file = ImageFiles.platform(rgb, format, progressive);
        RgbaImage whole = ImageDecoder.decode(file);
        RgbaImage scaled = ImageDecoder.decode(file, SMALL);
        assertThat(scaled.width()).isEqualTo(11);
        assertThat(scaled.height()).isEqualTo(7);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 11; x++) {
                for (int c = 0; c < 4; c++) assertThat(scaled.at(x, y, c)).isEqualTo(whole.at(6 * x, 6 * y, c));
            }
        }
    }

    @Test
    void webpIsAveragedAndItsFirstFrameStaysInPlace() {
        RgbaImage whole = Pictures.smooth(WIDTH, HEIGHT);
        for (OptionalDouble quality : List.of(OptionalDouble.empty(), OptionalDouble.of(0.95))) {
            byte[] still = ImageEncoder.webp(whole, false, quality);
            RgbaImage scaled = ImageDecoder.decode(still, SMALL);
            assertThat(scaled.width()).isEqualTo(11);
            assertThat(Pictures.meanError(scaled, Resampler.rgba(whole, 11, 7, Resampler.Filter.BOX))).isLessThan(2);
            byte[] framed = ImageFiles.webp(0x12, 100, 80, ImageFiles.riff("ANIM", new byte[6]),
                    ImageFiles.frame(38, 40, WIDTH, HEIGHT, still));
            RgbaImage canvas = ImageDecoder.decode(framed, SMALL);
            assertThat(canvas.at(0, 0, 3)).isZero();
            assertThat(canvas.at(canvas.width() - 1, canvas.height() - 1, 3)).isEqualTo(255);
        }
    }

    @Test
    void fiftySixMegapixelsTakeTheMemoryOfSixteenAndAreSaidToBeScaled() {
        BufferedImage bits = new BufferedImage(8000, 7000, BufferedImage.TYPE_BYTE_BINARY);
        BufferedImage grey = new BufferedImage(8000, 7000, BufferedImage.TYPE_BYTE_GRAY);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] file : List.of(ImageFiles.platform(bits, "png", false), ImageFiles.platform(grey, "jpeg", false))) {
            long before = threads.getCurrentThreadAllocatedBytes();
            InputPicture picture = InputPicture.decode(file);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(400 << 20);
            assertThat(picture.image().width()).isEqualTo(4000);
            assertThat(picture.remarks()).singleElement().asString()
                    .isEqualTo("image: very large (8000 x 7000 pixels), scaled down to 4000 x 3500 while it was read");
        }
    }

    @Test
    void animationsAreSaidToBeReadInPart() {
        byte[] still = ImageEncoder.webp(Pictures.smooth(8, 8), false, OptionalDouble.empty());
        byte[] twice = ImageFiles.webp(0x12, 8, 8, ImageFiles.riff("ANIM", new byte[6]),
                ImageFiles.frame(0, 0, 8, 8, still), ImageFiles.frame(0, 0, 8, 8, still));
        assertThat(InputPicture.decode(twice).remarks())
                .containsExactly("image: the first of 2 pictures in the file is used");
        assertThat(InputPicture.decode(still).remarks()).isEmpty();
    }

    @Test
    void whatIsUnpackedAsAWholeIsRefusedByTheMemoryItTakes() {
        BufferedImage image = ImageFiles.buffered(Pictures.smooth(61, 43), BufferedImage.TYPE_INT_RGB);
        byte[] progressive = ImageFiles.platform(image, "jpeg", true);
        int frame = Pictures.indexOf(progressive, new byte[]{(byte) 0xff, (byte) 0xc2});
        ByteBuffer.wrap(progressive).putShort(frame + 5, (short) 13_000).putShort(frame + 7, (short) 13_000);
        assertThatThrownBy(() -> ImageDecoder.decode(progressive)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("too many pixels for progressive JPEGs")
                .hasMessageContaining("13000 x 13000 = 169000000, allowed 134217728");
    }
}
