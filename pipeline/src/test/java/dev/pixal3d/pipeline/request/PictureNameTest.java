// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureNameTest {
    @ParameterizedTest
    @CsvSource({"https://example.org/a/red%20chair.png?x=1#y, red chair", "pictures/robot.tar.gz, robot.tar",
            "https://example.org, model", "https://example.org/, model", "'data:image/png;base64,AAA/bbb.png', model",
            "https://example.org/.png, model", "https://example.org/a%2Fb%00c.png, a_b_c", "C:\\pictures\\cup.jpg, cup",
            "https://example.org/100%.png, 100%", "https://example.org/a+b.webp, a+b",
            "https://example.org/a%3Ab%3F.png, a_b_", "https://example.org/con.png, _con",
            "https://example.org/lpt1, _lpt1", "https://example.org/console.png, console",
            "'https://example.org/end..%20', end"})
    void isThePicturesOwn(String picture, String name) { assertThat(PictureName.of(picture)).isEqualTo(name); }
}
