// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.IIOImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The less usual kinds of each format. */
class ImageVariantsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void greyPngOfEveryDepthWithItsTransparentColour(int depth) {
        int levels = Math.min(256, 1 << depth);
        byte[] row = new byte[1 + levels * depth / 8 + 1];
        for (int x = 0; x < levels; x++) {
            if (depth == 16) {
                row[1 + 2 * x] = (byte) x;
                row[2 + 2 * x] = (byte) x;
            } else {
                row[1 + x * depth / 8] |= (byte) (x << 8 - depth - x * depth % 8);
            }
        }
        byte[] rows = Arrays.copyOf(row, 1 + (levels * depth + 7) / 8);
        int last = depth == 16 ? 0xffff : levels - 1;
        byte[] png = ImageFiles.withChunk(ImageFiles.png(levels, 1, depth, 0, rows), "tRNS",
                new byte[]{(byte) (last >> 8), (byte) last});
        RgbaImage image = ImageDecoder.decode(png);
        for (int x = 0; x < levels; x++) {
            assertThat(image.at(x, 0, 0)).isEqualTo(x * 255 / (levels - 1)).isEqualTo(image.at(x, 0, 2));
            assertThat(image.at(x, 0, 3)).isEqualTo(x == levels - 1 ? 0 : 255);
        }
    }

    @Test
    void rgbPngHasATransparentColour() {
        byte[] rows = {0, 1, 2, 3, 4, 5, 6};
        byte[] png = ImageFiles.withChunk(ImageFiles.png(2, 1, 8, 2, rows), "tRNS", new byte[]{0, 4, 0, 5, 0, 6});
        assertThat(ImageDecoder.decode(png).pixels()).containsExactly(1, 2, 3, 255, 4, 5, 6, 0);
    }

    @Test
    void palettePngHasTransparentEntries() {
        byte[] png = ImageFiles.png(3, 1, 2, 3, new byte[]{0, 0b00011000});
        byte[] withAlpha = ImageFiles.withChunk(png, "tRNS", new byte[]{0, 100});
        byte[] whole = ImageFiles.withChunk(withAlpha, "PLTE", new byte[]{9, 8, 7, 6, 5, 4, 3, 2, 1});
        assertThat(ImageDecoder.decode(whole).pixels()).containsExactly(9, 8, 7, 0, 6, 5, 4, 100, 3, 2, 1, 255);
        assertThatThrownBy(() -> ImageDecoder.decode(png)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("without its palette");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,3", "5,5", "9,4", "33,70"})
    void interlacedPngsAreTheSamePicture(int width, int height) {
        RgbaImage image = Pictures.noisy(width, height, true);
        BufferedImage argb = ImageFiles.buffered(image, BufferedImage.TYPE_INT_ARGB);
        assertThat(ImageDecoder.decode(ImageFiles.platform(argb, "png", true)).pixels()).isEqualTo(image.pixels());
        BufferedImage bits = ImageFiles.buffered(image, BufferedImage.TYPE_BYTE_BINARY);
        assertThat(ImageDecoder.decode(ImageFiles.platform(bits, "png", true)).pixels())
                .isEqualTo(ImageDecoder.decode(ImageFiles.platform(bits, "png", false)).pixels());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,2", "9,17", "40,31"})
    void gifsInterlacedOrNotAreTheSamePicture(int width, int height) {
        BufferedImage image = noisyIndices(width, height);
        for (boolean interlaced : new boolean[]{false, true}) {
            RgbaImage read = ImageDecoder.decode(ImageFiles.platform(image, "gif", interlaced));
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int alpha = image.getRGB(x, y) >>> 24;
                    assertThat(read.at(x, y, 3)).isEqualTo(alpha);
                    if (alpha > 0) assertThat(read.at(x, y, 0)).isEqualTo(image.getRGB(x, y) >> 16 & 0xff);
                }
            }
        }
    }

    @Test
    void gifFrameLiesOnItsCanvas() {
        byte[] gif = ImageFiles.platform(noisyIndices(4, 3), "gif", false);
        byte[] first = ImageDecoder.decode(gif).pixels();
        int frame = Pictures.indexOf(gif, new byte[]{0x2c, 0, 0, 0, 0, 4, 0, 3, 0});
        gif[frame + 1] = 2;
        gif[frame + 3] = 1;
        gif[6] = 9;
        gif[8] = 7;
        RgbaImage read = ImageDecoder.decode(gif);
        assertThat(read.width()).isEqualTo(9);
        assertThat(read.height()).isEqualTo(7);
        assertThat(read.at(0, 0, 3)).isZero();
        assertThat(read.at(2, 1, 0)).isEqualTo(first[0] & 0xff);
        byte[] twice = ImageFiles.join(Arrays.copyOf(gif, gif.length - 1), Arrays.copyOfRange(gif, frame, gif.length));
        assertThat(ImageHeader.probe(twice).frames()).isEqualTo(2);
        assertThat(ImageDecoder.decode(twice).pixels()).isEqualTo(read.pixels());
    }

    @Test
    void progressiveAndGreyJpegs() {
        RgbaImage image = Pictures.smooth(61, 43);
        BufferedImage rgb = ImageFiles.buffered(image, BufferedImage.TYPE_INT_RGB);
        RgbaImage plain = ImageDecoder.decode(ImageFiles.platform(rgb, "jpeg", false));
        assertThat(ImageDecoder.decode(ImageFiles.platform(rgb, "jpeg", true)).pixels()).isEqualTo(plain.pixels());
        BufferedImage grey = new BufferedImage(64, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 512; i++) grey.getRaster().setSample(i % 64, i / 64, 0, 100);
        RgbaImage read = ImageDecoder.decode(ImageFiles.platform(grey, "jpeg", false));
        assertThat(read.at(10, 3, 1)).as("not brightened").isBetween(99, 101);
    }

    @ParameterizedTest
    @CsvSource({"255,255,255,255,255,255,255", "255,255,255,0,0,0,0", "0,255,255,255,0,255,255",
            "255,0,255,255,255,0,255", "255,255,128,255,255,255,128"})
    void photoshopsCmykIsInverted(int c, int m, int y, int k, int red, int green, int blue) {
        WritableRaster ink = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int i = 0; i < 256; i++) ink.setPixel(i % 16, i / 16, new int[]{c, m, y, k});
        byte[] jpeg = ImageFiles.platform(new IIOImage(ink, null, null), "jpeg", false);
        byte[] adobe = ImageFiles.withSegment(jpeg, 0xee, new byte[]{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});
        RgbaImage read = ImageDecoder.decode(adobe);
        int[] expected = {red, green, blue};
        for (int i = 0; i < 3; i++) assertThat(read.at(8, 8, i)).isBetween(expected[i] - 4, expected[i] + 4);
        assertThat(read.at(8, 8, 3)).isEqualTo(255);
    }

    @Test
    void firstFrameOfAnAnimatedWebp() {
        RgbaImage one = Pictures.noisy(20, 10, true);
        for (OptionalDouble quality : List.of(OptionalDouble.empty(), OptionalDouble.of(0.9))) {
            byte[] still = ImageEncoder.webp(one, true, quality);
            RgbaImage alone = ImageDecoder.decode(still);
            byte[] second = ImageEncoder.webp(Pictures.smooth(32, 16), false, OptionalDouble.of(0.5));
            byte[] file = ImageFiles.webp(0x12, 32, 16, ImageFiles.riff("ANIM", new byte[6]),
                    ImageFiles.frame(4, 2, 20, 10, still), ImageFiles.frame(0, 0, 32, 16, second));
            assertThat(ImageHeader.probe(file)).isEqualTo(new ImageHeader(ImageFormat.WEBP, 32, 16, 1, 2));
            RgbaImage read = ImageDecoder.decode(file);
            assertThat(read.at(0, 0, 3)).isZero();
            for (int y = 0; y < 10; y++) {
                for (int x = 0; x < 20; x++) {
                    for (int k = 0; k < 4; k++) { assertThat(read.at(x + 4, y + 2, k)).isEqualTo(alone.at(x, y, k)); }
                }
            }
        }
    }

    @Test
    void orientationInJpegAndWebp() {
        RgbaImage image = Pictures.smooth(24, 16);
        byte[] jpeg = ImageFiles.withSegment(ImageEncoder.jpeg(image, 0.9), 0xe1,
                ImageFiles.join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), ImageFiles.exif(6)));
        byte[] webp = ImageFiles.webp(0x08, 24, 16,
                ImageFiles.pixelChunks(ImageEncoder.webp(image, false, OptionalDouble.empty())),
                ImageFiles.riff("EXIF", ImageFiles.exif(6)));
        for (byte[] file : List.of(jpeg, webp)) {
            RgbaImage read = ImageDecoder.decode(file);
            assertThat(read.width()).isEqualTo(16);
            assertThat(read.height()).isEqualTo(24);
            assertThat(read.at(15, 0, 0)).as("stored top left, dark").isLessThan(12);
            assertThat(read.at(15, 23, 0)).as("stored top right, red").isGreaterThan(230);
        }
    }

    @Test
    void embeddedProfilesAreApplied() {
        byte[] icc = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        for (byte[] file : withProfile(icc)) {
            assertThat(ImageDecoder.decode(file).at(5, 5, 1)).as("linear 100 in sRGB").isBetween(164, 172);
        }
    }

    @Test
    void srgbAndBrokenProfilesChangeNothing() {
        byte[] broken = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        Arrays.fill(broken, 40, broken.length, (byte) 0x5a);
        byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        for (byte[] icc : List.of(broken, srgb, new byte[10], new byte[1000])) {
            for (byte[] file : withProfile(icc)) {
                assertThat(ImageDecoder.decode(file).at(5, 5, 1)).isBetween(99, 101);
            }
        }
    }

    /** A picture of grey 100 as PNG, JPEG and WebP. */
    private static List<byte[]> withProfile(byte[] icc) {
        byte[] p = new byte[4 * 16 * 16];
        for (int i = 0; i < p.length; i++) p[i] = (byte) (i % 4 == 3 ? 255 : 100);
        RgbaImage image = new RgbaImage(16, 16, p);
        byte[] png = ImageFiles.withChunk(ImageEncoder.png(image, false), "iCCP",
                ImageFiles.join(new byte[]{'x', 0, 0}, ImageFiles.deflated(icc)));
        byte[] jpeg = ImageFiles.withSegment(ImageEncoder.jpeg(image, 0.95), 0xe2,
                ImageFiles.join("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII), icc));
        byte[] webp = ImageFiles.webp(0x20, 16, 16, ImageFiles.riff("ICCP", icc),
                ImageFiles.pixelChunks(ImageEncoder.webp(image, false, OptionalDouble.empty())));
        return List.of(png, jpeg, webp);
    }

    @Test
    void filesCutShortAreRefused() {
        RgbaImage image = Pictures.noisy(40, 30, true);
        List<byte[]> files = List.of(ImageEncoder.png(image, true), ImageEncoder.jpeg(image, 0.8),
                ImageEncoder.webp(image, true, OptionalDouble.of(0.8)),
                ImageEncoder.webp(image, true, OptionalDouble.empty()),
                ImageFiles.platform(noisyIndices(40, 30), "gif", false));
        for (byte[] file : files) {
            for (int length = 12; length < file.length * 9 / 10; length += 1 + file.length / 97) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThatThrownBy(() -> ImageDecoder.decode(cut)).as("%d of %d bytes", length, file.length)
                        .isInstanceOf(ProblemException.class).extracting(e -> ((ProblemException) e).problem().kind())
                        .isEqualTo(Problem.Kind.IMAGE_LOAD_ERROR);
            }
        }
    }

    @Test
    void bombsOfEveryFormatCostNoMemory() {
        RgbaImage small = Pictures.noisy(8, 8, false);
        byte[] png = ImageEncoder.png(small, false);
        ByteBuffer.wrap(png).putInt(16, 60000).putInt(20, 60000);
        byte[] jpeg = ImageEncoder.jpeg(small, 0.8);
        int frame = Pictures.indexOf(jpeg, new byte[]{(byte) 0xff, (byte) 0xc0});
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60000).putShort(frame + 7, (short) 60000);
        byte[] gif = ImageFiles.platform(noisyIndices(8, 8), "gif", false);
        Arrays.fill(gif, 6, 10, (byte) 0xea);
        byte[] webp = ImageFiles.webp(0, 60000, 60000,
                ImageFiles.pixelChunks(ImageEncoder.webp(small, false, OptionalDouble.empty())));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] bomb : List.of(png, jpeg, gif, webp)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> ImageDecoder.decode(bomb)).isInstanceOf(ProblemException.class)
                    .extracting(e -> ((ProblemException) e).problem().kind()).isEqualTo(Problem.Kind.IMAGE_TOO_LARGE);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
        }
    }

    @Test
    void jpegWithHundredsOfScansIsRefused() {
        RgbaImage image = Pictures.smooth(61, 43);
        byte[] jpeg = ImageFiles.platform(ImageFiles.buffered(image, BufferedImage.TYPE_INT_RGB), "jpeg", true);
        int frame = Pictures.indexOf(jpeg, new byte[]{(byte) 0xff, (byte) 0xc2});
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 7000).putShort(frame + 7, (short) 7000);
        int scan = Pictures.indexOf(jpeg, new byte[]{(byte) 0xff, (byte) 0xda});
        byte[] scans = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
        byte[][] parts = new byte[100][];
        Arrays.fill(parts, scans);
        parts[0] = Arrays.copyOf(jpeg, scan);
        byte[] file = ImageFiles.join(ImageFiles.join(parts), new byte[]{(byte) 0xff, (byte) 0xd9});
        assertThatThrownBy(() -> ImageDecoder.decode(file)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("too many scans");
    }

    private static BufferedImage noisyIndices(int width, int height) {
        byte[] levels = new byte[256];
        for (int i = 0; i < 256; i++) levels[i] = (byte) (255 - i);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, 256, levels, levels, levels, 0));
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < width * height; i++) {
            image.getRaster().setSample(i % width, i / width, 0, random.nextInt(3) == 0 ? random.nextInt(256) : i % 7);
        }
        return image;
    }
}
