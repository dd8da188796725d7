// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The golden case folders below {@code -Dgoldens=DIR} (default: the test resources). */
public final class GoldenCases {
    private GoldenCases() {}

    public static Path root() {
        String given = System.getProperty("goldens", "");
        if (!given.isEmpty()) return Path.of(given);
        try {
            return Path.of(GoldenCases.class.getResource("/goldens").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Folders whose name starts with a prefix, in order of name. */
    public static List<Path> folders(String prefix) {
        try (Stream<Path> all = Files.list(root())) {
            return all.filter(p -> Files.isDirectory(p) && p.getFileName().toString().startsWith(prefix)).sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of {@link #folders} whose tensors include all that are named. */
    public static List<Path> folders(String prefix, String... tensors) {
        return folders(prefix).stream().filter(folder -> {
            try (SafetensorsFile file = open(folder)) {
                return file.tensors().keySet().containsAll(List.of(tensors));
            }
        }).toList();
    }

    public static SafetensorsFile open(Path folder) {
        Path tensors = folder.resolve("case.safetensors");
        try {
            return SafetensorsFile.open(Files.exists(tensors) ? tensors : folder.resolve("io.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The O-Voxel of a case: flags either as three bytes or as bits. */
    public static OVoxel voxels(SafetensorsFile file) {
        int resolution = Integer.parseInt(file.metadata().get("resolution"));
        int[] coords = file.ints("coords");
        byte[] crossed = file.find("intersected_bits").isPresent()
                ? file.bytes("intersected_bits")
                : bits(file.bytes("intersected"));
        Optional<float[]> weights = file.find("split_weight").map(_ -> file.floats("split_weight"));
        float[] attributes = file.find("attrs").map(_ -> file.floats("attrs"))
                .orElse(new float[OVoxel.ATTRIBUTES * crossed.length]);
        return new OVoxel(resolution, coords, file.floats("dual_vertices"), crossed, attributes, weights);
    }

    public static byte[] bits(byte[] threeBytes) {
        byte[] out = new byte[threeBytes.length / 3];
        for (int i = 0; i < out.length; i++) {
            for (int a = 0; a < 3; a++) if (threeBytes[3 * i + a] != 0) out[i] |= (byte) (1 << a);
        }
        return out;
    }
}
