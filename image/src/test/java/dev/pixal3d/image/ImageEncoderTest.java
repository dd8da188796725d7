// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class ImageEncoderTest {
    @Test
    void pngKeepsEveryByteWhateverTheSize() {
        int[][] sizes = {{1, 1}, {3, 2}, {200, 1}, {1, 300}, {301, 517}, {900, 901}};
        for (int[] s : sizes) {
            RgbaImage image = Pictures.noisy(s[0], s[1], true);
            byte[] png = ImageEncoder.png(image, true);
            assertThat(ImageDecoder.decode(png).pixels()).isEqualTo(image.pixels());
            assertThat(ImageEncoder.png(image, true)).isEqualTo(png);
        }
    }

    @Test
    void pngIsReadByThePlatformToo() throws IOException {
        RgbaImage image = Pictures.noisy(611, 700, true);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(ImageEncoder.png(image, true)));
        for (int y = 0; y < 700; y += 13) {
            for (int x = 0; x < 611; x++) {
                int argb = image.at(x, y, 3) << 24 | image.at(x, y, 0) << 16 | image.at(x, y, 1) << 8
                        | image.at(x, y, 2);
                assertThat(read.getRGB(x, y)).isEqualTo(argb);
            }
        }
    }

    /** Bands that are packed side by side must cost nothing against one stream of zlib's usual level. */
    @Test
    void pngIsAsSmallAsOneStreamOfZlibsSixthLevel() throws IOException, DataFormatException {
        byte[] png = ImageEncoder.png(ImageDecoder.decode(Files.readAllBytes(Path.of("../examples/robot.png"))), true);
        ByteBuffer in = ByteBuffer.wrap(png).position(8);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int chunks = 0;
        while (in.hasRemaining()) {
            int length = in.getInt(), type = in.getInt();
            if (type == ('I' << 24 | 'D' << 16 | 'A' << 8 | 'T')) {
                stream.write(png, in.position(), length);
                chunks++;
            }
            in.position(in.position() + length + 4);
        }
        assertThat(chunks).as("bands").isGreaterThan(1);
        byte[] rows = new byte[64 << 20];
        Deflater whole = new Deflater(6);
        try (Inflater inflater = new Inflater(); whole) {
            inflater.setInput(stream.toByteArray());
            int length = inflater.inflate(rows);
            assertThat(inflater.finished()).isTrue();
            whole.setInput(rows, 0, length);
            whole.finish();
            assertThat(stream.size()).isLessThanOrEqualTo(whole.deflate(new byte[length]) * 1001 / 1000);
        }
    }

    @Test
    void jpegIsCloseAndKeepsFullChroma() {
        RgbaImage image = Pictures.smooth(160, 120);
        byte[] jpeg = ImageEncoder.jpeg(image, 0.95);
        assertThat(Pictures.meanError(ImageDecoder.decode(jpeg), image)).isLessThan(1.5);
        int frame = Pictures.indexOf(jpeg, new byte[]{(byte) 0xff, (byte) 0xc0});
        assertThat(jpeg[frame + 11]).isEqualTo((byte) 0x11);
        assertThat(ImageEncoder.jpeg(image, 0.95)).isEqualTo(jpeg);
    }

    @Test
    void losslessWebpKeepsVisiblePixels() {
        RgbaImage image = Pictures.noisy(97, 64, true);
        RgbaImage read = ImageDecoder.decode(ImageEncoder.webp(image, true, OptionalDouble.empty()));
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 97; x++) {
                assertThat(read.at(x, y, 3)).isEqualTo(image.at(x, y, 3));
                for (int c = 0; c < 3 && image.at(x, y, 3) > 0; c++) {
                    assertThat(read.at(x, y, c)).isEqualTo(image.at(x, y, c));
                }
            }
        }
    }

    @Test
    void lossyWebpIsCloseAndKeepsAlphaWhenAsked() {
        RgbaImage image = Pictures.smooth(160, 120);
        byte[] webp = ImageEncoder.webp(image, false, OptionalDouble.of(0.95));
        assertThat(Pictures.meanError(ImageDecoder.decode(webp), image)).isLessThan(2.5);
        assertThat(ImageEncoder.webp(image, false, OptionalDouble.of(0.95))).isEqualTo(webp);
        RgbaImage holes = Pictures.noisy(33, 31, true);
        RgbaImage read = ImageDecoder.decode(ImageEncoder.webp(holes, true, OptionalDouble.of(0.9)));
        for (int i = 3; i < read.pixels().length; i += 4) assertThat(read.pixels()[i]).isEqualTo(holes.pixels()[i]);
    }

    @Test
    void qualityHasARange() {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageEncoder.jpeg(Pictures.smooth(8, 8), 1.5))
                .withMessageContaining("allowed 0 to 1");
    }
}
