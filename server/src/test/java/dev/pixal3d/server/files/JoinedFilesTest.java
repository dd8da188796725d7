// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedFilesTest {
    @TempDir
    private Path directory;

    private List<Path> parts(int count) throws IOException {
        List<Path> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(Files.write(directory.resolve("part" + i), new byte[]{(byte) i}));
        }
        return parts;
    }

    @Test
    void filesFollowEachOther() throws IOException {
        try (InputStream in = new JoinedFiles(parts(300))) {
            byte[] all = in.readAllBytes();
            assertThat(all).hasSize(300);
            for (int i = 0; i < 300; i++) assertThat(all[i]).isEqualTo((byte) i);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void noneAreNothing() throws IOException {
        try (InputStream in = new JoinedFiles(List.of())) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    /** As many handles as one file needs, also when a file in the middle is missing. */
    @Test
    void oneFileIsOpenAtATime() throws IOException {
        assumeTrue(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean);
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        List<Path> parts = parts(2000);
        Files.delete(parts.get(1500));
        long before = system.getOpenFileDescriptorCount();
        try (InputStream in = new JoinedFiles(parts)) {
            for (int i = 0; i < 1500; i++) assertThat(in.read()).isEqualTo(i & 0xff);
            assertThat(system.getOpenFileDescriptorCount()).isLessThan(before + 100);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(in::read)).isInstanceOf(IOException.class);
        }
        assertThat(system.getOpenFileDescriptorCount()).isLessThan(before + 100);
    }
}
