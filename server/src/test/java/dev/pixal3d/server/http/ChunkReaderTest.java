// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {
    private static byte[] ascii(String text) { return text.getBytes(StandardCharsets.ISO_8859_1); }

    /** However the bytes are cut into pieces: the same data, and not a byte more than the body has. */
    @Test
    void anyCutGivesTheSameBody() {
        Random random = new Random(3);
        for (int run = 0; run < 2000; run++) {
            byte[] data = new byte[random.nextInt(300)];
            random.nextBytes(data);
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            for (int at = 0; at < data.length;) {
                int n = 1 + random.nextInt(data.length - at);
                framed.writeBytes(ascii(Integer.toHexString(n) + (random.nextInt(3) == 0 ? ";x=\"y\"" : "") + "\r\n"));
                framed.write(data, at, n);
                framed.writeBytes(ascii("\r\n"));
                at += n;
            }
            framed.writeBytes(ascii(random.nextBoolean() ? "0\r\n\r\n" : "000\r\nA: b\r\nc: d\r\n\r\n"));
            int length = framed.size();
            framed.writeBytes(ascii("GET / HTTP/1.1\r\n"));
            byte[] all = framed.toByteArray();
            ChunkReader reader = new ChunkReader();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int used = 0;
            while (!reader.done()) {
                int n = Math.min(all.length - used, 1 + random.nextInt(40));
                used += reader.read(all, used, n, out::write);
                assertThat(reader.broken()).isFalse();
            }
            assertThat(used).isEqualTo(length);
            assertThat(out.toByteArray()).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "g\r\n", "-1\r\n", " 1\r\n", "1x\r\n", "1\r\nab", "fffffffffffffffff\r\n", ";\r\n"})
    void brokenFramesAreNoticed(String text) {
        ChunkReader reader = new ChunkReader();
        reader.read(ascii(text), 0, text.length(), (_, _, _) -> {});
        assertThat(reader.broken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;", "0\r\nA: "})
    void linesWithoutEndAreBroken(String text) {
        ChunkReader reader = new ChunkReader();
        reader.read(ascii(text), 0, text.length(), (_, _, _) -> {});
        for (int i = 0; i < 10_000 && !reader.broken(); i++) reader.read(ascii("x"), 0, 1, (_, _, _) -> {});
        assertThat(reader.broken()).isTrue();
    }
}
