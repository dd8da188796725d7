// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageDecoderTest {
    private static final int FUZZED = 10_000;

    @Test
    void losslessFormatsReadBackWhatWasWritten() {
        RgbaImage image = picture(37, 23, true);
        assertThat(ImageDecoder.decode(ImageEncoder.png(image, true)).pixels()).isEqualTo(image.pixels());
        RgbaImage opaque = picture(37, 23, false);
        assertThat(ImageDecoder.decode(ImageEncoder.png(opaque, false)).pixels()).isEqualTo(opaque.pixels());
        assertThat(ImageDecoder.decode(ImageEncoder.webp(opaque, false, OptionalDouble.empty())).pixels())
                .isEqualTo(opaque.pixels());
    }

    @Test
    void lossyFormatsComeNear() {
        RgbaImage image = picture(64, 48, false);
        near(ImageDecoder.decode(ImageEncoder.jpeg(image, 0.95)), image, 1);
        near(ImageDecoder.decode(ImageEncoder.webp(image, false, OptionalDouble.of(0.95))), image, 4);
    }

    @ParameterizedTest
    @CsvSource({"1,0,0", "2,1,0", "3,1,1", "4,0,1", "5,0,0", "6,1,0", "7,1,1", "8,0,1"})
    void exifOrientationIsApplied(int orientation, int right, int bottom) {
        RgbaImage stored = marked(16, 8);
        RgbaImage upright = ImageDecoder.decode(withExif(ImageEncoder.png(stored, true), orientation));
        boolean swapped = orientation >= 5;
        assertThat(upright.width()).isEqualTo(swapped ? 8 : 16);
        int x = right == 1 ? upright.width() - 1 : 0;
        int y = bottom == 1 ? upright.height() - 1 : 0;
        assertThat(upright.at(x, y, 0)).as("the stored top left corner").isEqualTo(255);
    }

    @Test
    void greyAndPaletteAndSixteenBitsKeepTheirValues() throws IOException {
        BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage indexed = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_INDEXED);
        for (int x = 0; x < 256; x++) {
            grey.getRaster().setSample(x, 0, 0, x);
            deep.getRaster().setSample(x, 0, 0, 257 * x);
            indexed.getRaster().setSample(x, 0, 0, x);
        }
        for (BufferedImage image : List.of(grey, deep)) {
            RgbaImage decoded = ImageDecoder.decode(encoded(image, "png"));
            for (int x = 0; x < 256; x++) assertThat(decoded.at(x, 0, 1)).isEqualTo(x);
        }
        for (String format : List.of("png", "gif")) {
            RgbaImage decoded = ImageDecoder.decode(encoded(indexed, format));
            for (int x = 0; x < 256; x++) assertThat(decoded.at(x, 0, 2)).isEqualTo(indexed.getRGB(x, 0) & 0xff);
        }
    }

    @Test
    void anImageBombIsRefusedByItsHeader() {
        byte[] bomb = ImageEncoder.png(picture(4, 4, false), false);
        ByteBuffer.wrap(bomb).putInt(16, 60000).putInt(20, 60000);
        assertThatThrownBy(() -> ImageDecoder.decode(bomb)).isInstanceOf(ProblemException.class)
                .hasMessageContaining("60000 x 60000").extracting(e -> ((ProblemException) e).problem().kind())
                .isEqualTo(Problem.Kind.IMAGE_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"'<svg xmlns=\"x\"/>',SVG", "'%PDF-1.7',PDF", "BMxxxxxxxxxxxx,BMP",
            "'II+\u0000xxxxxxxx',BigTIFF", "hello world,text", "'<html><body>',an HTML page"})
    void otherFilesAreNamed(String content, String name) {
        assertThatThrownBy(() -> ImageDecoder.decode(content.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(ProblemException.class).hasMessageContaining("got " + name + ",")
                .hasMessageContaining("Convert the picture");
    }

    @Test
    void tenThousandMutatedFilesGiveAPictureOrAClearError() throws IOException {
        RgbaImage small = picture(19, 13, true);
        BufferedImage indexed = new BufferedImage(17, 11, BufferedImage.TYPE_BYTE_INDEXED);
        List<byte[]> seeds = List.of(ImageEncoder.png(small, true), ImageEncoder.jpeg(small, 0.8),
                ImageEncoder.webp(small, true, OptionalDouble.of(0.7)),
                ImageEncoder.webp(small, true, OptionalDouble.empty()),
                encoded(indexed, "gif"), withExif(ImageEncoder.png(small, true), 6),
                ImageFiles.platform(indexed, "png", true), ImageFiles.platform(indexed, "gif", true),
                ImageFiles.platform(ImageFiles.buffered(small, BufferedImage.TYPE_INT_RGB), "jpeg", true),
                animated(small), withProfile(small));
        ImageLimits limits = new ImageLimits(1 << 20, 4096, 1 << 20, 100);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < FUZZED; i++) {
            byte[] file = mutated(seeds.get(i % seeds.size()), random);
            try {
                ImageDecoder.decode(file, limits);
            } catch (ProblemException e) {
                assertThat(e.getMessage()).startsWith("image:").contains(". ");
                refused++;
            }
        }
        assertThat(refused).isBetween(FUZZED / 10, FUZZED - 100);
    }

    private static byte[] animated(RgbaImage image) {
        byte[] frame = ImageFiles.frame(2, 2, image.width(), image.height(),
                ImageEncoder.webp(image, true, OptionalDouble.of(0.7)));
        return ImageFiles.webp(0x12, 40, 40, ImageFiles.riff("ANIM", new byte[6]), frame, frame);
    }

    private static byte[] withProfile(RgbaImage image) {
        byte[] icc = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        return ImageFiles.withSegment(ImageEncoder.jpeg(image, 0.7), 0xe2,
                ImageFiles.join("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII), icc));
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] file = seed.clone();
        for (int k = 0; k <= random.nextInt(6); k++) file[random.nextInt(file.length)] = (byte) random.nextInt();
        return random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
    }

    private static RgbaImage picture(int w, int h, boolean alpha) {
        byte[] p = new byte[4 * w * h];
        for (int i = 0; i < w * h; i++) {
            p[4 * i] = (byte) (i % w * 255 / w);
            p[4 * i + 1] = (byte) (i / w * 255 / h);
            p[4 * i + 2] = (byte) (128 + 100 * Math.sin(i % w / 20.0));
            p[4 * i + 3] = (byte) (alpha ? 55 + i % 200 : 255);
        }
        return new RgbaImage(w, h, p);
    }

    private static RgbaImage marked(int w, int h) {
        byte[] p = new byte[4 * w * h];
        for (int i = 3; i < p.length; i += 4) p[i] = (byte) 255;
        p[0] = (byte) 255;
        return new RgbaImage(w, h, p);
    }

    private static void near(RgbaImage actual, RgbaImage expected, double allowedMean) {
        double sum = 0;
        for (int i = 0; i < expected.pixels().length; i++) {
            sum += Math.abs((actual.pixels()[i] & 0xff) - (expected.pixels()[i] & 0xff));
        }
        assertThat(sum / expected.pixels().length).isLessThanOrEqualTo(allowedMean);
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    /** A PNG with an eXIf chunk behind its header. */
    private static byte[] withExif(byte[] png, int orientation) {
        byte[] tiff = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0,
                0, 0};
        byte[] typed = new byte[4 + tiff.length];
        System.arraycopy("eXIf".getBytes(StandardCharsets.US_ASCII), 0, typed, 0, 4);
        System.arraycopy(tiff, 0, typed, 4, tiff.length);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(png.length + 12 + tiff.length).put(png, 0, 33).putInt(tiff.length).put(typed)
                .putInt((int) crc.getValue()).put(png, 33, png.length - 33).array();
    }
}
