// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of FIPS 180-4, and files around the size of the buffer that reads them. */
class Sha256Test {
    @Test
    void bytesHaveTheHashOfTheStandard() {
        assertThat(Sha256.hex(new byte[0])).isEqualTo(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII))).isEqualTo(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aFileHasTheHashOfItsBytes(@TempDir Path folder) throws IOException {
        for (int size : new int[]{0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            Path file = Files.write(folder.resolve("file"), bytes);
            AtomicLong read = new AtomicLong();
            assertThat(Sha256.hex(file, read::addAndGet)).isEqualTo(Sha256.hex(bytes)).isEqualTo(Sha256.hex(file));
            assertThat(read).hasValue(size);
        }
    }
}
