// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged files give a model or a {@link GltfException}, never anything else. */
class GlbFuzzTest {
    private static final int ROUNDS = 4000;

    @Test
    void mutatedFilesGiveAModelOrAClearError() {
        Random random = new Random(20250101);
        byte[][] seeds = new byte[TextureFormat.values().length][];
        for (TextureFormat format : TextureFormat.values()) {
            GeometryCompression compression = GeometryCompression.values()[format.ordinal() % 3];
            seeds[format.ordinal()] = Samples.glb(Samples.sphere(8, 4), Samples.material(AlphaMode.OPAQUE),
                    format, compression, java.util.Map.of("a", 1));
        }
        int read = 0, refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = mutate(seeds[round % seeds.length], random);
            try {
                GlbReader.read(file);
                read++;
            } catch (GltfException e) {
                assertThat(e.getMessage()).as("round %d", round).isNotBlank();
                refused++;
            }
        }
        assertThat(read).isGreaterThan(100);
        assertThat(refused).isGreaterThan(1000);
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] file = seed.clone();
        int json = ByteBuffer.wrap(seed).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        int edits = 1 + random.nextInt(4);
        for (int e = 0; e < edits; e++) {
            switch (random.nextInt(5)) {
                case 0 -> file[random.nextInt(file.length)] = (byte) random.nextInt();
                case 1 -> digit(file, 20 + random.nextInt(json), random);
                case 2 -> digit(file, 20 + random.nextInt(json), random);
                case 3 -> {
                    int from = random.nextInt(file.length), to = random.nextInt(file.length), n = Math.min(random
                            .nextInt(64), file.length - Math.max(from, to));
                    System.arraycopy(file, from, file, to, n);
                }
                default -> file[random.nextInt(20)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
    }

    /** Changes the first digit at or after a place of the JSON, which keeps it readable. */
    private static void digit(byte[] file, int from, Random random) {
        for (int i = from; i < file.length; i++) {
            if (file[i] >= '0' && file[i] <= '9') {
                file[i] = (byte) ('0' + random.nextInt(10));
                return;
            }
        }
    }
}
