// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BMP, TIFF and TGA against files of the platform's writers, or written by hand, and against damage. */
class LegacyFormatsTest {
    private static final int WIDTH = 31, HEIGHT = 17, FUZZED = 6_000;

    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int alpha = x < 5 ? 0x40 : 0xff;
                image.setRGB(x, y, alpha << 24 | x * 8 << 16 | y * 15 << 8 | (x + y) * 5);
            }
        }
        return image;
    }

    private static byte[] tiff(BufferedImage image, String compression) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionType(compression);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] bmp(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "bmp", out)).isTrue();
        return out.toByteArray();
    }

    /** A true-colour TGA with alpha, its rows from the bottom or from the top, packed or not. */
    private static byte[] tga(BufferedImage image, boolean top, boolean packed) {
        ByteBuffer out = ByteBuffer.allocate(18 + 6 * WIDTH * HEIGHT).order(ByteOrder.LITTLE_ENDIAN);
        out.put(2, (byte) (packed ? 10 : 2)).putShort(12, (short) WIDTH).putShort(14, (short) HEIGHT);
        out.put(16, (byte) 32).put(17, (byte) (top ? 0x28 : 8)).position(18);
        for (int row = 0; row < HEIGHT; row++) {
            for (int x = 0; x < WIDTH; x++) {
                if (packed) out.put((byte) 0x80);
                out.putInt(image.getRGB(x, top ? row : HEIGHT - 1 - row));
            }
        }
        byte[] file = new byte[out.position()];
        out.get(0, file);
        return file;
    }

    private static void same(byte[] file, BufferedImage wanted) {
        RgbaImage read = ImageDecoder.decode(file);
        assertThat(read.width()).isEqualTo(WIDTH);
        assertThat(read.height()).isEqualTo(HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int rgb = wanted.getRGB(x, y);
                for (int c = 0; c < 3; c++) {
                    assertThat(read.at(x, y, c)).as("%d, %d, %d", x, y, c).isEqualTo(rgb >> 16 - 8 * c & 0xff);
                }
                assertThat(read.at(x, y, 3)).isEqualTo(rgb >>> 24);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "Deflate", "PackBits", "ZLib"})
    void tiff(String compression) throws IOException {
        BufferedImage image = picture(BufferedImage.TYPE_INT_RGB);
        byte[] file = tiff(image, compression);
        assertThat(ImageFormat.sniff(file)).contains(ImageFormat.TIFF);
        assertThat(ImageHeader.probe(file)).isEqualTo(new ImageHeader(ImageFormat.TIFF, WIDTH, HEIGHT, 1, 1));
        same(file, image);
    }

    @Test
    void tiffKeepsTransparencyAndGrey() throws IOException {
        same(tiff(picture(BufferedImage.TYPE_INT_ARGB), "LZW"), picture(BufferedImage.TYPE_INT_ARGB));
        BufferedImage grey = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(3, 4, 0, 100);
        assertThat(ImageDecoder.decode(tiff(grey, "LZW")).at(3, 4, 1)).isEqualTo(100);
    }

    @Test
    void bmp() throws IOException {
        byte[] file = bmp(picture(BufferedImage.TYPE_INT_RGB));
        assertThat(ImageHeader.probe(file)).isEqualTo(new ImageHeader(ImageFormat.BMP, WIDTH, HEIGHT, 1, 1));
        same(file, picture(BufferedImage.TYPE_INT_RGB));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void tga(boolean top, boolean packed) {
        byte[] file = tga(picture(BufferedImage.TYPE_INT_ARGB), top, packed);
        assertThat(ImageHeader.probe(file)).isEqualTo(new ImageHeader(ImageFormat.TGA, WIDTH, HEIGHT, 1, 1));
        same(file, picture(BufferedImage.TYPE_INT_ARGB));
    }

    @Test
    void textAndNoiseAreNoTga() {
        Random random = new Random(5);
        byte[] noise = new byte[100];
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(noise);
            if (ImageFormat.sniff(noise).isPresent()) taken++;
        }
        assertThat(taken).isZero();
        assertThat(ImageFormat.sniff("this is a text of some length".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }

    @Test
    void sizesAreRefusedBeforeAnyPixelIsDecoded() throws IOException {
        ImageLimits small = new ImageLimits(1 << 20, 16, 1 << 20, 1 << 20);
        for (byte[] file : List.of(bmp(picture(BufferedImage.TYPE_INT_RGB)), tiff(picture(BufferedImage.TYPE_INT_RGB),
                "LZW"), tga(picture(BufferedImage.TYPE_INT_ARGB), true, false))) {
            assertThatThrownBy(() -> ImageDecoder.decode(file, small)).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("too wide or high");
        }
    }

    @Test
    void mutatedFilesGiveAPictureOrAClearError() throws IOException {
        List<byte[]> seeds = List.of(bmp(picture(BufferedImage.TYPE_INT_RGB)), bmp(picture(
                BufferedImage.TYPE_BYTE_INDEXED)), tiff(picture(BufferedImage.TYPE_INT_RGB), "LZW"), tiff(
                        picture(
                                BufferedImage.TYPE_INT_ARGB),
                        "Deflate"),
                tga(picture(BufferedImage.TYPE_INT_ARGB), true, true),
                tga(picture(BufferedImage.TYPE_INT_ARGB), false, false));
        ImageLimits limits = new ImageLimits(1 << 20, 4096, 1 << 20, 500);
        Random random = new Random(12);
        int refused = 0;
        for (int i = 0; i < FUZZED; i++) {
            byte[] file = seeds.get(i % seeds.size()).clone();
            int changes = 1 + random.nextInt(4);
            // the header and the directory, which is at a TIFF's end, are hit more often than pixels
            for (int k = 0; k < changes; k++) {
                int at = random.nextInt(3) == 0
                        ? random.nextInt(file.length)
                        : random.nextBoolean() ? random.nextInt(60) : file.length - 1 - random.nextInt(200);
                file[at] = (byte) random.nextInt(256);
            }
            if (random.nextInt(5) == 0) file = Arrays.copyOf(file, random.nextInt(file.length));
            try {
                ImageDecoder.decode(file, limits);
            } catch (ProblemException e) {
                assertThat(e.getMessage()).startsWith("image:").contains(". ");
                refused++;
            }
        }
        assertThat(refused).isBetween(FUZZED / 10, FUZZED - 100);
    }
}
