// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ElfFileTest {
    private static final Path LIBRARY = Path.of("target", "libtorch", "libgomp.so.1");

    @TempDir
    private Path temp = Path.of("");

    @Test
    void aWholeLibraryIsNoLongerThanItsHeadSays() throws IOException {
        ElfFile head = ElfFile.read(LIBRARY).orElseThrow();
        assertThat(head.machine()).isEqualTo(ElfFile.machineHere());
        assertThat(head.end()).isBetween(Files.size(LIBRARY) - 8, Files.size(LIBRARY));
    }

    @Test
    void otherKindsOfFilesAreNone() throws IOException {
        byte[] library = Files.readAllBytes(LIBRARY);
        for (int at : new int[]{0, 3, 4, 5}) {
            byte[] other = library.clone();
            other[at]++;
            assertThat(ElfFile.read(Files.write(temp.resolve("other"), other))).as("byte %d", at).isEmpty();
        }
        assertThat(ElfFile.read(Files.write(temp.resolve("short"), Arrays.copyOf(library, 63)))).isEmpty();
        assertThat(ElfFile.read(Files.createFile(temp.resolve("empty")))).isEmpty();
    }

    /** A head that promises more than a file can have is not whole, whatever its numbers overflow to. */
    @Test
    void damagedHeadsAreReadOrRefusedAndNeverGiveLess() throws IOException {
        byte[] library = Arrays.copyOf(Files.readAllBytes(LIBRARY), 1 << 12);
        SplittableRandom random = new SplittableRandom(7);
        Path file = temp.resolve("damaged");
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = library.clone();
            for (int k = 0; k < 3; k++) damaged[16 + random.nextInt(400)] = (byte) random.nextInt();
            Files.write(file, Arrays.copyOf(damaged, random.nextInt(64, damaged.length)));
            assertThat(ElfFile.read(file).orElseThrow().end()).isNotNegative();
        }
        byte[] huge = library.clone();
        Arrays.fill(huge, 32, 40, (byte) 0x7f);
        assertThat(ElfFile.read(Files.write(file, huge)).orElseThrow().end()).isGreaterThan(1L << 62);
        Arrays.fill(huge, 40, 48, (byte) 0xff);
        assertThat(ElfFile.read(Files.write(file, huge)).orElseThrow().end()).isEqualTo(Long.MAX_VALUE);
    }
}
