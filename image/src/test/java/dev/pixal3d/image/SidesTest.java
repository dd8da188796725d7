// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.ProblemException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pictures of one object from its sides get one scale. */
class SidesTest {
    /** A plain rectangle on transparency. */
    private static RgbaImage rectangle(int width, int height, int x0, int y0, int w, int h) {
        byte[] pixels = new byte[4 * width * height];
        for (int y = y0; y < y0 + h; y++) {
            for (int x = x0; x < x0 + w; x++) {
                for (int k = 0; k < 4; k++) pixels[4 * (y * width + x) + k] = (byte) (k == 3 ? 255 : 90 + 40 * k);
            }
        }
        return new RgbaImage(width, height, pixels);
    }

    private static double share(RgbaImage image, boolean height) {
        ObjectBox box = ObjectBox.of(image, "image");
        return (height ? box.height() : box.width()) / image.width();
    }

    @Test
    void onePictureIsCroppedAsAlways() {
        Random random = new Random(3);
        for (int i = 0; i < 30; i++) {
            RgbaImage image = rectangle(200, 160, random.nextInt(60), random.nextInt(60), 5 + random.nextInt(100),
                    5 + random.nextInt(90));
            RgbaImage alone = Preprocess.cutout(image);
            RgbaImage amongSides = Preprocess.cutouts(List.of(image)).getFirst();
            // the side is rounded from a product in another order
            assertThat(amongSides.width()).isBetween(alone.width() - 2, alone.width() + 2);
            if (amongSides.width() == alone.width()) assertThat(amongSides.pixels()).isEqualTo(alone.pixels());
        }
    }

    @Test
    void theObjectIsEquallyHighInAllAndNowhereCutOff() {
        // a car: narrow from the front, long from the side, photographed at different sizes
        RgbaImage front = rectangle(400, 300, 150, 100, 90, 100);
        RgbaImage side = rectangle(900, 500, 40, 200, 700, 200);
        RgbaImage back = rectangle(200, 200, 60, 80, 45, 50);
        List<RgbaImage> crops = Preprocess.cutouts(List.of(front, side, back));
        for (RgbaImage crop : crops) {
            assertThat(crop.width()).isEqualTo(crop.height());
            assertThat(share(crop, true)).isCloseTo(1 / 1.1 / 3.5, within(0.02));
        }
        assertThat(share(crops.get(1), false)).isCloseTo(1 / 1.1, within(0.01));
        assertThat(share(crops.getFirst(), false)).isCloseTo(0.9 / 1.1 / 3.5, within(0.02));
    }

    /** A pencil that lies, and its tip seen close: the crop of the tip would be enormous. */
    @Test
    void cropsStaySmallWhateverTheProportions() {
        RgbaImage lying = rectangle(1000, 100, 0, 45, 1000, 8);
        RgbaImage tip = rectangle(600, 600, 10, 10, 500, 580);
        for (RgbaImage crop : Preprocess.cutouts(List.of(lying, tip))) { assertThat(crop.width()).isBetween(2, 2048); }
    }

    @Test
    void saysWhichPictureShowsNothing() {
        RgbaImage nothing = new RgbaImage(50, 50, new byte[4 * 50 * 50]);
        assertThatThrownBy(() -> Preprocess.cutouts(List.of(rectangle(50, 50, 10, 10, 20, 20), nothing)))
                .isInstanceOf(ProblemException.class).hasMessageContaining("image 2: shows no object");
    }

    @Test
    void aPictureThatIsNotSquareGetsATransparentBorder() {
        RgbaImage wide = rectangle(300, 200, 0, 0, 300, 200);
        RgbaImage square = Preprocess.squared(wide);
        assertThat(new int[]{square.width(), square.height()}).containsOnly(300);
        assertThat(square.at(150, 49, 3)).isZero();
        assertThat(square.at(150, 50, 3)).isEqualTo(255);
        assertThat(square.at(150, 249, 3)).isEqualTo(255);
        assertThat(square.at(150, 250, 3)).isZero();
        assertThat(Preprocess.squared(square)).isSameAs(square);
    }

    /** What is transparent is black to the networks, whatever colour hides there. */
    @Test
    void transparencyIsBlack() {
        RgbaImage image = rectangle(64, 64, 16, 16, 32, 32);
        for (int i = 0; i < image.pixels().length; i += 4) if (image.pixels()[i + 3] == 0) image.pixels()[i] = 99;
        float[] planes = Preprocess.planes(image, 64);
        assertThat(planes[0]).isZero();
        assertThat(planes[32 * 64 + 32]).isEqualTo(90 / 255f);
        assertThat(Preprocess.planes(Preprocess.onBlack(image), 64)).containsExactly(planes);
    }
}
